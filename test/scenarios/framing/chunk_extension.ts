/** An extension whose line end is read in two ways hides a request (CVE-2025-55315). */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunk extension",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "5;a=b\r\nhello\r\n0\r\n\r\n")),
  expect: malformed("chunk_extension", "chunk"),
  twin: chunked,
};
