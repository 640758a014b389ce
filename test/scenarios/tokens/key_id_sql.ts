/** `kid` as SQL: a look-up by it gives the key that the attacker wants. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "kid as SQL",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { kid: "x' UNION SELECT 'secret' --" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.key_unknown", place: "token:header/kid" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
