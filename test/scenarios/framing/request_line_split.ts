/** A target with a blank: the version is what comes after the first, or the last. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a blank in the target",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1 HTTP/1.1\r\nHost: api.example\r\n\r\n"),
  expect: { status: 400, code: "version_malformed", by: "framing", finding: "framing.version_malformed", place: "line:1" },
  twin: (world) => world.twin({ target: "/raw" }),
};
