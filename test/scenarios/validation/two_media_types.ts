/** Two types in one field: one reader takes the first, another the last. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a list as Content-Type",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", fields: { "Content-Type": "application/json, text/plain" }, body: '{"name":"cup"}' }),
  expect: { status: 415, code: "unsupported_media_type", by: "openapi_request", finding: "media.malformed", place: "header:content-type" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
