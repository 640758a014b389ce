import assert from "node:assert/strict";
import { test } from "node:test";
import { requestOf } from "./gateway_options.ts";

test("remote files are read only where that was asked for, and a configuration is adjusted only where something adjusts it", () => {
  assert.deepEqual(requestOf({ configPath: "a.yaml" }, true), { configPath: "a.yaml", online: false, eager: true });
  const adjust: Parameters<typeof requestOf>[0]["adjust"] = (config) => config;
  assert.deepEqual(requestOf({ configPath: "a.yaml", online: true, adjust }, false), {
    configPath: "a.yaml",
    online: true,
    eager: false,
    adjust,
  });
});
