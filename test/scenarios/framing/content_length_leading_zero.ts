/** `010` is ten, or eight where it is read as octal. */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a Content-Length with a leading zero",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: 05", "hello")),
  expect: malformed("content_length_malformed", "header:content-length"),
  twin: withLength,
};
