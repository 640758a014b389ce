/** A valid token that may read asks to delete. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a scope that was not granted",
  category: "tokens",
  owasp: "API5:2023",
  attack: (world) =>
    world.call({ method: "DELETE", target: "/items/7", fields: world.bearer({ claims: { scope: "items:read items:writer" } }) }),
  expect: { status: 403, code: "insufficient_scope", by: "authn", finding: "auth.insufficient_scope", place: "security:token" },
  twin: (world) => world.twin({ method: "DELETE", target: "/items/7", fields: world.bearer({ claims: { scope: "items:write" } }) }),
};
