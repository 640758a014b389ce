/** A token that was good yesterday. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "expired",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { exp: Math.floor(Date.now() / 1000) - 3_600 } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.expired", place: "token:exp" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
