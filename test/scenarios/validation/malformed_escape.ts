/** `%zz` is kept by one decoder, dropped by another. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a malformed escape in the query",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?filter[colour]=%zz" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "query.encoding", place: "query" },
  twin: (world) => world.twin({ target: "/items?filter[colour]=%25zz" }),
};
