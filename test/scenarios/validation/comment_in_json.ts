/** Comments and trailing commas: JSON to some parsers only. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a comment in JSON",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"/*,"price":*/}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.syntax", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
