/** A body larger than any that the operation takes, announced. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a body over the limit",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { max_body: "1KB" } },
  attack: (world) => world.call({ target: "/raw", fields: { "Content-Type": "application/octet-stream" }, body: "x".repeat(2_000) }),
  expect: { status: 413, code: "body_too_large", by: "max_body", finding: "body.too_large", place: "body" },
  twin: (world) => world.twin({ target: "/raw", fields: { "Content-Type": "application/octet-stream" }, body: "x".repeat(1_000) }),
};
