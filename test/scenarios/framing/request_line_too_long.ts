/** A target without end, to fill memory or to hide behind a cut. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an endless request line",
  category: "framing",
  owasp: "API4:2023",
  attack: (world) => world.raw(`GET /raw?${"a".repeat(9_000)} HTTP/1.1\r\nHost: api.example\r\n\r\n`),
  expect: { status: 414, code: "request_line_too_long", by: "framing", finding: "framing.request_line_too_long", place: "line:1" },
  twin: (world) => world.twin({ target: "/raw" }),
};
