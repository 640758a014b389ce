/** `0x10` is sixteen to one reader and zero to another. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "hexadecimal where an integer is declared",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/items/0x10" }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "schema.type", place: "path:itemId" },
  twin: (world) => world.twin({ target: "/items/16" }),
};
