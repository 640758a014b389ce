/** `Transfer-Encoding : chunked` is a field to one reader and none to another (RFC 9112 section 5.1). */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a blank before the colon",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding : chunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n")),
  expect: malformed("space_before_colon", "line:4"),
  twin: chunked,
};
