/** A NUL ends the value for readers in C. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a NUL in a header value",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One: a\0b\r\n\r\n"),
  expect: { status: 400, code: "field_value_malformed", by: "framing", finding: "framing.field_value_malformed", place: "line:3" },
  twin: (world) => world.twin({ target: "/raw" }),
};
