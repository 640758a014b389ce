/** A header line without end. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an endless header line",
  category: "framing",
  owasp: "API4:2023",
  attack: (world) => world.raw(`GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One: ${"a".repeat(17_000)}\r\n\r\n`),
  expect: { status: 431, code: "field_too_large", by: "framing", finding: "framing.field_too_large", place: "line:3" },
  twin: (world) => world.twin({ target: "/raw" }),
};
