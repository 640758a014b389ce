/** One length written as a list: joined by some proxies, cut at the comma by others. */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a list as Content-Length",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: 5, 5", "hello")),
  expect: malformed("content_length_malformed", "header:content-length"),
  twin: withLength,
};
