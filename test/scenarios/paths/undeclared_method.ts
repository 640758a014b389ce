/** A method that the framework serves although nobody described it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared method",
  category: "paths",
  owasp: "API5:2023",
  attack: (world) => world.call({ method: "PUT", target: "/items/7" }),
  expect: { status: 405, code: "undeclared_method", by: "routes", finding: "route.undeclared_method", place: "method" },
  twin: (world) => world.twin({ target: "/items/7" }),
};
