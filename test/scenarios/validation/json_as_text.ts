/** The same bytes under a media type that nobody validates, to a server that parses them all the same. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "JSON sent as text/plain",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "text/plain" }, body: '{"name":7}' }),
  expect: { status: 415, code: "unsupported_media_type", by: "openapi_request", finding: "media.undeclared", place: "header:content-type" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
