/** A token for ever. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "without exp",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { exp: undefined } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.claim_missing", place: "token:exp" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
