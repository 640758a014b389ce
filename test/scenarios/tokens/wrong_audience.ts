/** A token for another API of the same issuer, replayed here. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "replayed across audiences",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { aud: "https://other.example" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.audience", place: "token:aud" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
