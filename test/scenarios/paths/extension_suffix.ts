/** `/items/7.json` is routed to `/items/7` by suffix matching. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a suffix on a declared path",
  category: "paths",
  owasp: "API9:2023",
  attack: (world) => world.call({ target: "/raw.json" }),
  expect: { status: 404, code: "undeclared_path", by: "routes", finding: "route.undeclared_path", place: "path" },
  twin: (world) => world.twin({ target: "/raw" }),
};
