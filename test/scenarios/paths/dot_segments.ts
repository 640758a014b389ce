/** `..` climbs out of the path that was judged. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "dot segments",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/../account" }),
  expect: { status: 400, code: "path_dot_segment", by: "framing", finding: "path.dot_segment", place: "path" },
  twin: (world) => world.twin({ target: "/files/notes..txt" }),
};
