/** `%2f` is data to the router and a separator to the server behind it. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an encoded slash",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%2f..%2fb" }),
  expect: { status: 400, code: "path_dot_segment", by: "framing", finding: "path.dot_segment", place: "path" },
  twin: (world) => world.twin({ target: "/files/a" }),
};
