/** A folded line is one field to who unfolds it and two to who does not (RFC 9112 section 5.2). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a folded header line",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One: a\r\n Transfer-Encoding: chunked\r\n\r\n"),
  expect: { status: 400, code: "obs_fold", by: "framing", finding: "framing.obs_fold", place: "line:4" },
  twin: (world) => world.twin({ target: "/raw" }),
};
