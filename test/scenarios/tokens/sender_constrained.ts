/** A token bound to a key (RFC 9449), used by a thief as if it were a bearer token. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a key-bound token as bearer token",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.call({ target: "/account", fields: world.bearer({ claims: { cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.sender_constrained", place: "token:cnf" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
