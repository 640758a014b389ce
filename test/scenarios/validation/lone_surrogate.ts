/** Half a character, which no UTF-8 can carry on. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a lone surrogate",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"c\\ud800"}' }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.lone_surrogate", place: "body:/name" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"c\\ud83d\\ude00"}' }),
};
