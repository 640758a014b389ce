/** `user=alice&user=mallory` in a form. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a form field twice",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice&user=mallory" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.repeated", place: "body:/user" },
  twin: (world) =>
    world.twin({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice&age=7" }),
};
