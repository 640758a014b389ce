/** Two members of one name: the first is checked, the last is used. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a duplicate JSON key",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":1,"price":0}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.duplicate_key", place: "body:/price" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":1}' }),
};
