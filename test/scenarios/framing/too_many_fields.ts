/** Header fields without number. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "hundreds of header fields",
  category: "framing",
  owasp: "API4:2023",
  attack: (world) => world.raw(`GET /raw HTTP/1.1\r\nHost: api.example\r\n${"X-One: a\r\n".repeat(101)}\r\n`),
  expect: { status: 431, code: "field_count", by: "framing", finding: "framing.field_count", place: "line:102" },
  twin: (world) => world.twin({ target: "/raw" }),
};
