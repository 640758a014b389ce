/** `debug=true` switches on what nobody described. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared query parameter",
  category: "validation",
  owasp: "API9:2023",
  attack: (world) => world.call({ target: "/items?debug=true" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "parameter.undeclared", place: "query:debug" },
  twin: (world) => world.twin({ target: "/items?limit=5" }),
};
