/** A JWE where a JWS is expected, to reach another code path. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an encrypted token",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: { Authorization: `Bearer ${world.issuer.token()}.x.y` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.encrypted", place: "token" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
