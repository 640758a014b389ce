/** HTTP/1.0 knows no chunks: a reader that believes the version sees another end. */
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "Transfer-Encoding in HTTP/1.0",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) =>
    world.raw(
      "POST /raw HTTP/1.0\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
  expect: malformed("transfer_encoding_in_1_0", "header:transfer-encoding"),
  twin: chunked,
};
