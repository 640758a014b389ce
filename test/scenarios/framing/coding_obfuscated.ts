/** TE.TE: a coding that one reader takes for `chunked` and another does not know. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an obfuscated transfer coding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: xchunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n")),
  expect: malformed("transfer_encoding_unknown", "header:transfer-encoding"),
  twin: chunked,
};
