/** A declared header with a value of another type. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "text in a header declared as integer",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "X-Page": "1 OR 1=1" } }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.type", place: "header:x-page" },
  twin: (world) => world.twin({ target: "/items", fields: { "X-Page": "1" } }),
};
