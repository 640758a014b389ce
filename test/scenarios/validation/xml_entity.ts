/** An entity that nobody may have defined. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an entity in XML",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/letters", fields: { "Content-Type": "application/xml" }, body: "<letter><to>&x;</to></letter>" }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "xml.entity", place: "body" },
  twin: (world) =>
    world.twin({ target: "/letters", fields: { "Content-Type": "application/xml" }, body: "<letter><to>&amp;</to></letter>" }),
};
