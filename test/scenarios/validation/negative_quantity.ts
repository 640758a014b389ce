/** Minus one cup: the price is paid out. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a number below its minimum",
  category: "validation",
  owasp: "API6:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","quantity":-1}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.minimum", place: "body:/quantity" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","quantity":1}' }),
};
