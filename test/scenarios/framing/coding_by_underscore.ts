/** CGI-like servers read `Transfer_Encoding` as `Transfer-Encoding`. */
import type { CallScenario } from "../scenario.ts";
import { malformed, postOctets, withLength } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a field name that mimics Transfer-Encoding",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw(postOctets("Transfer_Encoding: chunked\r\nContent-Length: 5", "hello")),
  expect: malformed("field_name_mimicry", "line:4"),
  twin: withLength,
};
