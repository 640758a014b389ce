/** A chunk size ended by a bare line feed, which some readers take for a line end. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a bare line feed after a chunk size",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "5\nhello\r\n0\r\n\r\n")),
  expect: malformed("bare_lf", "chunk"),
  twin: chunked,
};
