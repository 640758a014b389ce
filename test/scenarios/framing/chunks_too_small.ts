/** A body of which each byte is a chunk: six bytes of work for one, here and at the API. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a body in chunks of one byte",
  category: "framing",
  owasp: "API4:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", `${"1\r\na\r\n".repeat(12_000)}0\r\n\r\n`)),
  expect: malformed("chunks_too_small", "chunk"),
  twin: chunked,
};
