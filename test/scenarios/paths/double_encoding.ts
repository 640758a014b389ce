/** `%252e` decodes to `%2e`, which somebody behind decodes again. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "double percent-encoding",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/%252e%252e%252faccount" }),
  expect: { status: 400, code: "path_double_encoding", by: "framing", finding: "path.double_encoding", place: "path" },
  twin: (world) => world.twin({ target: "/files/50%25" }),
};
