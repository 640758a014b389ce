/** A line that is no field and yet changes where some readers find the next. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a line without a colon",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One\r\n\r\n"),
  expect: { status: 400, code: "colon_missing", by: "framing", finding: "framing.colon_missing", place: "line:3" },
  twin: (world) => world.twin({ target: "/raw" }),
};
