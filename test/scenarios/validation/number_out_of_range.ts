/** `1e999` is infinity once parsed. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a number beyond a double",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":1e999}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.number_range", place: "body:/price" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":1e3}' }),
};
