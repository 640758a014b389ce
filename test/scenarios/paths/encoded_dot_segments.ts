/** `%2e%2e` climbs once somebody decodes it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "encoded dot segments",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/%2e%2e/account" }),
  expect: { status: 400, code: "path_dot_segment", by: "framing", finding: "path.dot_segment", place: "path" },
  twin: (world) => world.twin({ target: "/files/%2e.txt" }, { url: "/files/..txt" }),
};
