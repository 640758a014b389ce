/** Servers that ignore case serve `/ACCOUNT` without the check for `/account`. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a path in another case",
  category: "paths",
  owasp: "API9:2023",
  attack: (world) => world.call({ target: "/ACCOUNT" }),
  expect: { status: 404, code: "undeclared_path", by: "routes", finding: "route.undeclared_path", place: "path" },
  twin: (world) => world.twin({ target: "/raw" }),
};
