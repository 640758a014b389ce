/** `%c0%af` is a slash in overlong UTF-8, which lenient decoders accept. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an overlong slash",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/files/a%c0%afb" }),
  expect: { status: 400, code: "path_invalid_utf8", by: "framing", finding: "path.invalid_utf8", place: "path" },
  twin: (world) => world.twin({ target: "/files/%C3%A9t%C3%A9" }),
};
