/** An empty Host, which servers replace by their default. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an empty Host",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: \r\n\r\n"),
  expect: { status: 400, code: "host_invalid", by: "framing", finding: "host.invalid", place: "header:host" },
  twin: (world) => world.twin({ target: "/raw" }),
};
