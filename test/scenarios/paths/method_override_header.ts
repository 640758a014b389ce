/** The request says GET, a header makes it DELETE behind the gateway. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "another method in a header",
  category: "paths",
  owasp: "API5:2023",
  attack: (world) => world.call({ target: "/items/7", fields: { "X-HTTP-Method-Override": "DELETE" } }),
  expect: { status: 400, code: "method_override", by: "method", finding: "method.override", place: "header:x-http-method-override" },
  twin: (world) => world.twin({ target: "/items/7" }),
};
