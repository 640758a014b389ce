/** The signature is cut off, the algorithm stays. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "no signature",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: { Authorization: `Bearer ${world.issuer.token().replace(/[^.]*$/u, "")}` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.unsigned", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
