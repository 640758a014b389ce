import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_JSON_LIMITS, DEPTH_CEILING } from "./json_limits.ts";

test("the documented defaults hold", () => {
  assert.equal(DEFAULT_JSON_LIMITS.maxDepth, 64);
  assert.equal(DEFAULT_JSON_LIMITS.maxBytes, 1024 * 1024);
  assert.equal(DEFAULT_JSON_LIMITS.maxNumberDigits, 40);
  assert.ok(DEFAULT_JSON_LIMITS.maxDepth <= DEPTH_CEILING);
});
