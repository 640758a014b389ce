/** UTF-7 and UTF-16 hide every character from who reads UTF-8. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "JSON in another charset",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json; charset=utf-16" },
      body: Buffer.from('{"name":"cup"}', "utf16le"),
    }),
  expect: { status: 415, code: "unsupported_media_type", by: "openapi_request", finding: "media.charset", place: "header:content-type" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json; charset=utf-8" }, body: '{"name":"cup"}' }),
};
