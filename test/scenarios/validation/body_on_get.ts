/** A body where the description has none: some servers read it, caches do not (RFC 9110 section 9.3.1). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a body on GET",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ method: "GET", target: "/items", fields: { "Content-Type": "application/json" }, body: '{"limit":1000}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "body.undeclared", place: "body" },
  twin: (world) => world.twin({ target: "/items" }),
};
