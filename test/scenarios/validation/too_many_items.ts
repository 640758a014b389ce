/** A list without end. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a list beyond maxItems",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json" },
      body: `{"name":"cup","tags":[${Array.from({ length: 6 }, (_, index) => `"t${index}"`).join()}]}`,
    }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.max_items", place: "body:/tags" },
  twin: (world) =>
    world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","tags":["t0","t1"]}' }),
};
