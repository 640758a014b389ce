/** CL.TE and TE.CL: two ends of one message, so that front and back disagree where the next begins (RFC 9112 section 6.3). */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "Content-Length beside Transfer-Encoding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\nG")),
  expect: malformed("length_and_chunked", "header:transfer-encoding"),
  twin: chunked,
};
