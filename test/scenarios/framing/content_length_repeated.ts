/** CL.CL: two lengths, of which one reader takes the first and another the last (RFC 9112 section 6.3). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two Content-Length fields",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nhello",
    ),
  expect: {
    status: 400,
    code: "content_length_repeated",
    by: "framing",
    finding: "framing.content_length_repeated",
    place: "header:content-length",
  },
  twin: (world) =>
    world.rawTwin("POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nhello", {
      method: "POST",
      url: "/raw",
      body: "hello",
    }),
};
