/** A token of an issuer that the API does not trust. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "another issuer",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { iss: "https://evil.example" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.issuer", place: "token:iss" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
