/** A NUL cuts the value for readers in C. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a NUL in a parameter",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?filter[colour]=red%00.png" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.nul", place: "query:filter[colour]" },
  twin: (world) => world.twin({ target: "/items?filter[colour]=red.png" }),
};
