/** A page whose name was made to point at the gateway (DNS rebinding). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a host that is not served",
  category: "limits",
  owasp: "API8:2023",
  world: { config: { hosts: ["api.example"] } },
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
  expect: { status: 421, code: "misdirected", by: "host", finding: "host.not_served", place: "header:host" },
  twin: (world) => world.twin({ target: "/raw" }),
};
