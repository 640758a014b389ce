/** `__proto__` becomes everybody's property where objects are merged. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "__proto__ in JSON",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json" },
      body: '{"name":"cup","extra":{"__proto__":{"admin":true}}}',
    }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.proto_key", place: "body:/extra" },
  twin: (world) =>
    world.twin({
      target: "/items",
      fields: { "Content-Type": "application/json" },
      body: '{"name":"cup","extra":{"proto":{"admin":true}}}',
    }),
};
