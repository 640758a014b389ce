/** A path that nobody described: an old version, a debug page (improper inventory). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared path",
  category: "paths",
  owasp: "API9:2023",
  attack: (world) => world.call({ target: "/internal/debug" }),
  expect: { status: 404, code: "undeclared_path", by: "routes", finding: "route.undeclared_path", place: "path" },
  twin: (world) => world.twin({ target: "/raw" }),
};
