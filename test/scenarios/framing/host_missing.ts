/** Without Host the same path means another site behind another default. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "no Host",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\n\r\n"),
  expect: { status: 400, code: "host_missing", by: "framing", finding: "framing.host_missing", place: "header:host" },
  twin: (world) => world.twin({ target: "/raw" }),
};
