/** A chunk size beyond 2^64 wraps round to a small one. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk size that overflows",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "10000000000000005\r\nhello\r\n0\r\n\r\n")),
  expect: malformed("chunk_size_malformed", "chunk"),
  twin: chunked,
};
