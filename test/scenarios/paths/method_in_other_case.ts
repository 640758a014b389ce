/** Methods are case-sensitive; frameworks that fold them serve what was not judged. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a method in another case",
  category: "paths",
  owasp: "API5:2023",
  attack: (world) => world.call({ method: "delete", target: "/items/7" }),
  expect: { status: 405, code: "undeclared_method", by: "routes", finding: "route.undeclared_method", place: "method" },
  twin: (world) => world.twin({ method: "DELETE", target: "/items/7", fields: world.bearer() }),
};
