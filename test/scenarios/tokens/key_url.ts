/** `jku` sends the verifier to the attacker's keys (and makes it fetch a URL). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "jku",
  category: "tokens",
  owasp: "API7:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { jku: "http://127.0.0.1:9/jwks" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.header", place: "token:header/jku" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
