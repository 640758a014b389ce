/** `/account/` is `/account` to many frameworks, and not to many rules. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a trailing slash",
  category: "paths",
  owasp: "API9:2023",
  attack: (world) => world.call({ target: "/account/" }),
  expect: { status: 404, code: "undeclared_path", by: "routes", finding: "route.undeclared_path", place: "path" },
  twin: (world) => world.twin({ target: "/raw" }),
};
