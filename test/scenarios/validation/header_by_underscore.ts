/** CGI and WSGI read `X_Page` as `X-Page`: a declared header could come by its other name, and nobody would have looked at it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a declared header, spelt with an underscore",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { X_Page: "1 OR 1=1" } }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.mimicry", place: "header:x-page" },
  twin: (world) => world.twin({ target: "/items", fields: { "X-Page": "1", X_Other: "a" } }),
};
