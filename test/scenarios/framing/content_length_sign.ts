/** `+5` is five to `strtol` and an error to a strict reader. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a signed Content-Length",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw("POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: +5\r\n\r\nhello"),
  expect: {
    status: 400,
    code: "content_length_malformed",
    by: "framing",
    finding: "framing.content_length_malformed",
    place: "header:content-length",
  },
  twin: (world) =>
    world.rawTwin("POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nhello", {
      method: "POST",
      url: "/raw",
      body: "hello",
    }),
};
