/** A number that wraps round in 32 bits. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a number beyond int32",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","quantity":4294967297}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.format", place: "body:/quantity" },
  twin: (world) =>
    world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","quantity":2147483647}' }),
};
