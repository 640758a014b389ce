/** A carriage return within a value starts a new line for lenient readers. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a bare carriage return in a value",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One: a\rX-Two: b\r\n\r\n"),
  expect: { status: 400, code: "bare_cr", by: "framing", finding: "framing.bare_cr", place: "line:3" },
  twin: (world) => world.twin({ target: "/raw" }),
};
