/** XXE: an entity that reads a file or fetches a URL. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an external entity in XML",
  category: "validation",
  owasp: "API7:2023",
  attack: (world) =>
    world.call({
      target: "/letters",
      fields: { "Content-Type": "application/xml" },
      body: '<!DOCTYPE letter [<!ENTITY x SYSTEM "file:///etc/passwd">]><letter><to>&x;</to></letter>',
    }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "xml.document_type", place: "body" },
  twin: (world) =>
    world.twin({ target: "/letters", fields: { "Content-Type": "application/xml" }, body: "<letter><to>alice</to></letter>" }),
};
