/** A token for later, taken early. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "not yet valid",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.not_yet_valid", place: "token:nbf" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
