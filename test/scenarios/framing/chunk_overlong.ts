/** Data that goes on where its chunk should end: the rest is a chunk size to a reader that does not look. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk longer than its size",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "5\r\nhelloXX\r\n0\r\n\r\n")),
  expect: malformed("chunk_end_missing", "chunk"),
  twin: chunked,
};
