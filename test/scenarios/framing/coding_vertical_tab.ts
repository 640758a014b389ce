/** A control byte before `chunked`, which lenient readers trim. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a control byte in Transfer-Encoding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(postOctets("Transfer-Encoding: \x0bchunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n")),
  expect: malformed("field_value_malformed", "line:4"),
  twin: chunked,
};
