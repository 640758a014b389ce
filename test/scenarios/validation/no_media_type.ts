/** A body without a type, which servers guess. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "JSON without Content-Type",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items", body: '{"name":7}' }),
  expect: { status: 415, code: "unsupported_media_type", by: "openapi_request", finding: "media.missing", place: "header:content-type" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
