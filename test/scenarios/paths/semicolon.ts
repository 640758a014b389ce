/** `;x` is cut off a segment by Java servers, so that another path is reached than was judged. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a path parameter where none is declared",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items/7;admin=true" }),
  expect: { status: 400, code: "path_semicolon", by: "routes", finding: "path.semicolon", place: "path" },
  twin: (world) => world.twin({ target: "/items/7" }),
};
