/** A chunk size ended by a bare line feed, which some readers take for a line end. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a bare line feed after a chunk size",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
    ),
  expect: { status: 400, code: "bare_lf", by: "framing", finding: "framing.bare_lf", place: "chunk" },
  twin: (world) =>
    world.rawTwin(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      { method: "POST", url: "/raw", body: "hello" },
    ),
};
