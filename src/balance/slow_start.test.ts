import assert from "node:assert/strict";
import { test } from "node:test";
import { warmShare } from "./slow_start.ts";

test("the share grows evenly from a tenth to all of it", () => {
  const rows = [
    [0, 0.1],
    [500, 0.1],
    [1_000, 0.1],
    [5_000, 0.5],
    [9_999, 0.9999],
    [10_000, 1],
    [1e9, 1],
  ] as const;
  for (const [ageMs, share] of rows) assert.equal(warmShare(7, 7 + ageMs, 10_000), share);
  assert.equal(rows.length, 7);
});

test("without slow start, and for what was always there, the share is whole", () => {
  assert.equal(warmShare(5, 5, 0), 1);
  assert.equal(warmShare(-Infinity, 0, 10_000), 1);
});
