/** A trailer that a server merges into the head brings a credential past every check. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a credential as trailer",
  category: "framing",
  owasp: "API2:2023",
  attack: (world) => world.raw(postOctets("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nAuthorization: Bearer x\r\n\r\n")),
  expect: malformed("trailer_forbidden", "trailer:1"),
  twin: chunked,
};
