/** CGI-like servers read `Transfer_Encoding` as `Transfer-Encoding`. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a field name that mimics Transfer-Encoding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
    ),
  expect: { status: 400, code: "field_name_mimicry", by: "framing", finding: "framing.field_name_mimicry", place: "line:4" },
  twin: (world) =>
    world.rawTwin("POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nhello", {
      method: "POST",
      url: "/raw",
      body: "hello",
    }),
};
