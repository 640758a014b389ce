/** `api.example@evil.example` is one host to some readers and the other to the rest. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "user information in Host",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example@evil.example\r\n\r\n"),
  expect: { status: 400, code: "host_invalid", by: "framing", finding: "host.invalid", place: "header:host" },
  twin: (world) => world.twin({ target: "/raw" }),
};
