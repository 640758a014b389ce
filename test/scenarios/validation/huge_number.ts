/** A number of thousands of digits, which is slow to convert and comes out as another. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a number of too many digits",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: `{"name":"cup","price":1${"0".repeat(2_000)}}` }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.number_digits", place: "body:/price" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":1000000}' }),
};
