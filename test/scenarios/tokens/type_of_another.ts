/** An ID token's type: handed to every client, and signed by the same key. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a token of another type",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { typ: "JWT" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.type", place: "token:header/typ" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
