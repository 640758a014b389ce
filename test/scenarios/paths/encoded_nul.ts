/** A file name is cut at the NUL by whoever hands it to C. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an encoded NUL",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%00.png" }),
  expect: { status: 400, code: "path_control", by: "framing", finding: "path.control", place: "path" },
  twin: (world) => world.twin({ target: "/files/a.png" }),
};
