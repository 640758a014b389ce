/** `limit=1&limit=1000`: the first is checked, the last is used. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a query parameter twice",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?limit=1&limit=2" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.repeated", place: "query:limit" },
  twin: (world) => world.twin({ target: "/items?limit=2" }),
};
