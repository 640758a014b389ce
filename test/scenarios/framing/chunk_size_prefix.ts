/** `0x5` is five to `strtol` and zero to who stops at the `x`. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk size with a prefix",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n")),
  expect: malformed("chunk_size_malformed", "chunk"),
  twin: chunked,
};
