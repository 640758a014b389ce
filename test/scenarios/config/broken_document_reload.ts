/** The description is replaced by one that does not load: the routes stay as they were. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a reload of a broken description",
  category: "config",
  owasp: "API9:2023",
  world: { alone: true },
  attack: async (world) => {
    const { folder, gateway } = world.gateway;
    writeFileSync(join(folder, "openapi.json"), "{");
    const issues = await gateway.reload();
    assert.ok(issues.some(({ severity }) => severity === "error"));
    return await world.call({ target: "/internal/debug" });
  },
  expect: { status: 404, code: "undeclared_path", by: "routes", finding: "route.undeclared_path", place: "path" },
  twin: (world) => world.twin({ target: "/raw" }),
};
