/** `x5u` sends the verifier to the attacker's certificate. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "x5u",
  category: "tokens",
  owasp: "API7:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { x5u: "http://127.0.0.1:9/cert" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.header", place: "token:header/x5u" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
