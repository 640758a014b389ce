/** A length beyond 2^64 wraps round to a small one in fixed-width arithmetic. */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a Content-Length that overflows",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: 18446744073709551621", "hello")),
  expect: malformed("content_length_malformed", "header:content-length"),
  twin: withLength,
};
