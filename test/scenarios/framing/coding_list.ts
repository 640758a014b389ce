/** `chunked, identity`: the last coding decides, or the first, or any. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a list of transfer codings",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(postOctets("Transfer-Encoding: chunked, identity", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n")),
  expect: malformed("transfer_encoding_unknown", "header:transfer-encoding"),
  twin: chunked,
};
