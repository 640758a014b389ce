/** A field that the form never had. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared form field",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) =>
    world.call({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice&role=admin" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "form.undeclared", place: "body:/role" },
  twin: (world) => world.twin({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice" }),
};
