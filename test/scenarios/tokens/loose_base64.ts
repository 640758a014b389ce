/** Bits that canonical base64url has as zero: the same token in many spellings, past a revocation list. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a signature in loose base64url",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: { Authorization: `Bearer ${world.issuer.token()}=` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.base64url", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
