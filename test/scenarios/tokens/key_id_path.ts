/** `kid` as a path: a library that reads keys from files signs with a file that the attacker knows. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "kid as a path",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { kid: "../../../../dev/null" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.key_unknown", place: "token:header/kid" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
