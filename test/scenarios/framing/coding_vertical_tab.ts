/** A control byte before `chunked`, which lenient readers trim. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a control byte in Transfer-Encoding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n",
    ),
  expect: { status: 400, code: "field_value_malformed", by: "framing", finding: "framing.field_value_malformed", place: "line:4" },
  twin: (world) =>
    world.rawTwin(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      { method: "POST", url: "/raw", body: "hello" },
    ),
};
