/** Go and .NET take `Price` for `price`: the value that the schema saw is not the one that counts. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a declared property again, in other letters",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":5,"Price":-1}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.property_case", place: "body:/Price" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","price":5}' }),
};
