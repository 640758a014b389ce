/** A second text after the first, for a reader that goes on. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "bytes after the JSON",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}{"admin":true}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.trailing", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}\n' }),
};
