/** No credential at all. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "no token",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: {} }),
  expect: { status: 401, code: "authentication_required", by: "authn", finding: "auth.required", place: "security" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
