/** TRACE echoes what a proxy added, credentials among it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "TRACE",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ method: "TRACE", target: "/raw" }),
  expect: { status: 501, code: "method_not_served", by: "method", finding: "method.not_served", place: "method" },
  observed: { by: "routes", code: "undeclared_method" },
  twin: (world) => world.twin({ target: "/raw" }),
};
