/** `ids=1&ids=2` where `ids=1,2` is declared: a server of another style reads another list. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a list in another style",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items?ids=1&ids=2" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.repeated", place: "query:ids" },
  twin: (world) => world.twin({ target: "/items?ids=1,2" }),
};
