import assert from "node:assert/strict";
import { test } from "node:test";
import { toRetryAfter } from "./report.ts";

test("Retry-After is whole seconds rounded up, at least one, at most a day", () => {
  const wait = (retryAfterMs: number): string => toRetryAfter({ allowed: false, remaining: 0, resetMs: 0, retryAfterMs });
  assert.deepEqual([wait(1), wait(1000), wait(1001), wait(Number.POSITIVE_INFINITY)], ["1", "1", "2", "86400"]);
});
