/** An object where text is expected, for a query language that takes operators (NoSQL injection). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an object instead of text",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":{"$gt":""}}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.type", place: "body:/name" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
