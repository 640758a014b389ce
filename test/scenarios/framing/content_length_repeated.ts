/** CL.CL: two lengths, of which one reader takes the first and another the last (RFC 9112 section 6.3). */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two Content-Length fields",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: 5\r\nContent-Length: 0", "hello")),
  expect: malformed("content_length_repeated", "header:content-length"),
  twin: withLength,
};
