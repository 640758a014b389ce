/** Ten thousand brackets, to overflow the stack of a recursive parser. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "JSON nested too deep",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json" },
      body: `{"name":"cup","extra":${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
    }),
  expect: {
    status: 400,
    code: "malformed_request",
    by: "openapi_request",
    finding: "json.too_deep",
    place:
      "body:/extra/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0",
  },
  twin: (world) =>
    world.twin({
      target: "/items",
      fields: { "Content-Type": "application/json" },
      body: `{"name":"cup","extra":${"[".repeat(60)}${"]".repeat(60)}}`,
    }),
};
