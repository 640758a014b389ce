/** Bytes that are no UTF-8: dropped, replaced or kept, as the reader likes. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "invalid UTF-8 in JSON",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json" }, body: Buffer.from('{"name":"c\xe9"}', "latin1") }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "json.encoding", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cé"}' }),
};
