/** The body is left out, and with it every rule about it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "no body where one is required",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ method: "POST", target: "/items", fields: { "Content-Type": "application/json", "Content-Length": "0" } }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "body.missing", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
