/** `_charset_` makes a server read all other fields in another charset. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a form that names its charset",
  category: "validation",
  owasp: "API8:2023",
  world: { api: { validation: { undeclared_fields: "ignore" } } },
  attack: (world) =>
    world.call({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice&_charset_=utf-7" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "form.charset", place: "body:/_charset_" },
  twin: (world) => world.twin({ target: "/forms", fields: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=alice" }),
};
