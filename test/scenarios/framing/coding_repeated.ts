/** Two Transfer-Encoding fields, one of which hides the other. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two Transfer-Encoding fields",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      postOctets("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n"),
    ),
  expect: malformed("transfer_encoding_repeated", "header:transfer-encoding"),
  twin: chunked,
};
