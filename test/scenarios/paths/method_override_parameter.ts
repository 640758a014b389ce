/** The request says GET, `_method` makes it DELETE behind the gateway. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "another method in a parameter",
  category: "paths",
  owasp: "API5:2023",
  attack: (world) => world.call({ target: "/items/7?_method=DELETE" }),
  expect: { status: 400, code: "method_override", by: "method", finding: "method.override", place: "query:_method" },
  observed: { by: "openapi_request", code: "invalid_request" },
  twin: (world) => world.twin({ target: "/items/7" }),
};
