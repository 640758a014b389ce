/** The preface of HTTP/2 on a connection of HTTP/1.1: what follows is read as requests by who ignores the version. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "the preface of HTTP/2",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  expect: { status: 505, code: "version_unsupported", by: "framing", finding: "framing.version_unsupported", place: "line:1" },
  twin: (world) => world.twin({ target: "/raw" }),
};
