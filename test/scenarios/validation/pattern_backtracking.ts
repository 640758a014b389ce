/** `^(a+)+$` against a near miss takes for ever where patterns backtrack; here it is refused in linear time. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a text that makes a pattern explode",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: `{"name":"cup","code":"${"a".repeat(199)}!"}` }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.pattern", place: "body:/code" },
  twin: (world) =>
    world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: `{"name":"cup","code":"${"a".repeat(199)}"}` }),
};
