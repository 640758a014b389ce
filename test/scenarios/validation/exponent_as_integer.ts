/** `1e2` is a hundred to one reader and one to another. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an exponent where an integer is declared",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?limit=1e2" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.type", place: "query:limit" },
  twin: (world) => world.twin({ target: "/items?limit=100" }),
};
