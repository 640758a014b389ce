/** CONNECT asks a proxy for a tunnel past every check. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a tunnel by CONNECT",
  category: "framing",
  owasp: "API7:2023",
  attack: (world) => world.raw("CONNECT internal.example:443 HTTP/1.1\r\nHost: internal.example:443\r\n\r\n"),
  expect: { status: 400, code: "target_form", by: "framing", finding: "target.form", place: "framing" },
  twin: (world) => world.twin({ target: "/raw" }),
};
