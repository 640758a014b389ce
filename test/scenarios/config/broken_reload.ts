/** A configuration that does not load must not open what the one before had closed. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a reload of a broken configuration",
  category: "config",
  owasp: "API8:2023",
  world: { alone: true },
  attack: async (world) => {
    const { configFile, gateway } = world.gateway;
    const good = readFileSync(configFile, "utf8");
    writeFileSync(configFile, good.replace('"version": 1', '"version": 1, "auth": "none"'));
    const issues = await gateway.reload();
    assert.ok(issues.some(({ severity }) => severity === "error"));
    return await world.call({ target: "/account" });
  },
  expect: { status: 401, code: "authentication_required", by: "authn", finding: "auth.required", place: "security" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
