/** `//` is one slash to who merges them and an empty segment to the rest. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "repeated slashes",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files//account" }),
  expect: { status: 400, code: "path_empty_segment", by: "framing", finding: "path.empty_segment", place: "path" },
  twin: (world) => world.twin({ target: "/files/account" }),
};
