/** All rows at once. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a page without bounds",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) => world.call({ target: "/items?limit=1000000" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.maximum", place: "query:limit" },
  twin: (world) => world.twin({ target: "/items?limit=100" }),
};
