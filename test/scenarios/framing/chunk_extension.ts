/** An extension whose line end is read in two ways hides a request (CVE-2025-55315). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk extension",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
    ),
  expect: { status: 400, code: "chunk_extension", by: "framing", finding: "framing.chunk_extension", place: "chunk" },
  twin: (world) =>
    world.rawTwin(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      { method: "POST", url: "/raw", body: "hello" },
    ),
};
