import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";

test("the defaults fit into each other", () => {
  for (const limits of [DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS]) {
    assert.ok(limits.methodBytes < limits.requestLineBytes);
    assert.ok(limits.requestLineBytes < limits.headBytes);
    assert.ok(limits.fieldBytes < limits.headBytes);
    for (const value of Object.values(limits)) assert.ok(Number.isSafeInteger(value) && value >= 0);
  }
});
