/** `exp` as text compares as it likes in a loose language. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "exp as text",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { exp: "9999999999" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.claim_type", place: "token:exp" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
