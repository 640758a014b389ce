/** Headers by which servers behind a gateway are told who calls. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "identity headers instead of a token",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.call({ target: "/account", fields: { "X-User-Id": "admin", "X-Remote-User": "admin", "X-Forwarded-User": "admin" } }),
  expect: { status: 401, code: "authentication_required", by: "authn", finding: "auth.required", place: "security" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
