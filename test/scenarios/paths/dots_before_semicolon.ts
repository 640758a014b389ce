/** `..;` is `..` to a Java server, which cuts off the parameters. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "dots with a path parameter",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/..;/account" }),
  expect: { status: 400, code: "path_dot_segment", by: "framing", finding: "path.dot_segment", place: "path" },
  twin: (world) => world.twin({ target: "/files/notes" }),
};
