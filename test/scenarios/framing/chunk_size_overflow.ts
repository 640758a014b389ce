/** A chunk size beyond 2^64 wraps round to a small one. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk size that overflows",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n",
    ),
  expect: { status: 400, code: "chunk_size_malformed", by: "framing", finding: "framing.chunk_size_malformed", place: "chunk" },
  twin: (world) =>
    world.rawTwin(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      { method: "POST", url: "/raw", body: "hello" },
    ),
};
