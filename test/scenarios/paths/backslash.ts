/** A backslash is a slash on Windows and to browsers. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an encoded backslash",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%5c..%5cb" }),
  expect: { status: 400, code: "path_backslash", by: "framing", finding: "path.backslash", place: "path" },
  twin: (world) => world.twin({ target: "/files/a-b" }),
};
