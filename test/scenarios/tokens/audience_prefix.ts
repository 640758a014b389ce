/** An audience that begins like this API's. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an audience that only resembles",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { aud: "https://api.example.evil.example" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.audience", place: "token:aud" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
