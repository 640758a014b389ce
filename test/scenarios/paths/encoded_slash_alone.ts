/** `%2f` in a parameter that is one segment: the server behind may see two. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an encoded slash in a parameter of one segment",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%2fb" }),
  expect: { status: 400, code: "path_encoded_slash", by: "routes", finding: "path.encoded_slash", place: "path" },
  twin: (world) => world.twin({ target: "/files/a%3Db" }),
};
