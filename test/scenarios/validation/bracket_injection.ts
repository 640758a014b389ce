/** `limit[$ne]=1` becomes an object in frameworks that read brackets. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "brackets on a plain parameter",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?limit[$ne]=1" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "parameter.undeclared", place: "query:limit[$ne]" },
  twin: (world) => world.twin({ target: "/items?limit=1" }),
};
