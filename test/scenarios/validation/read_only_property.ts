/** `id` is the server's to give; a caller who sends it takes over another's. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a readOnly property in a request",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup","id":1}' }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.read_only", place: "body:/id" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
