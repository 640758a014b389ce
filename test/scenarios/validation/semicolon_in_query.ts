/** A further parameter behind a semicolon: Rack before version 3 divides there, Go leaves out the whole pair. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a parameter behind a semicolon",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?limit=5;secret=true" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.semicolon", place: "query:limit" },
  twin: (world) => world.twin({ target: "/items?limit=5&secret=true" }),
};
