/** Two hosts: one is checked, the other is routed by. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two Host fields",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nHost: evil.example\r\n\r\n"),
  expect: { status: 400, code: "host_repeated", by: "framing", finding: "framing.host_repeated", place: "header:host" },
  twin: (world) => world.twin({ target: "/raw" }),
};
