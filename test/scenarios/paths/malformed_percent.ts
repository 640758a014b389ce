/** `%zz` is kept by one decoder, dropped by another. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a malformed escape",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%zz" }),
  expect: { status: 400, code: "path_malformed_percent", by: "framing", finding: "path.malformed_percent", place: "path" },
  twin: (world) => world.twin({ target: "/files/a%2Bb" }),
};
