/** A head whose lines end in bare line feeds is a head to some and garbage to others. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "bare line feeds in the head",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\nHost: api.example\n\n"),
  expect: { status: 400, code: "bare_lf", by: "framing", finding: "framing.bare_lf", place: "line:1" },
  twin: (world) => world.twin({ target: "/raw" }),
};
