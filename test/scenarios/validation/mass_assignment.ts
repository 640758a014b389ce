/** A property that the form never had and the database has (API3: mass assignment). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared property",
  category: "validation",
  owasp: "API3:2023",
  world: { api: { validation: { additional_properties: "strict" } } },
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","owner":"mallory"}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.additional_properties", place: "body:/owner" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
