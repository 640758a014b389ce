/** `+5` is five to `strtol` and an error to a strict reader. */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a signed Content-Length",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: +5", "hello")),
  expect: malformed("content_length_malformed", "header:content-length"),
  twin: withLength,
};
