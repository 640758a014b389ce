import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRateLimit, toRateLimitPolicy } from "./rate_limit_fields.ts";

test("policies and limits are written as the draft's examples", () => {
  assert.equal(
    toRateLimitPolicy([
      { name: "default", quota: 100, windowS: 60 },
      { name: "burst", quota: 10, windowS: 1 },
    ]),
    '"default";q=100;w=60, "burst";q=10;w=1',
  );
  assert.equal(toRateLimitPolicy([]), "");
  assert.equal(compileRateLimit("default")(50, 30), '"default";r=50;t=30');
});

test("fractions promise less, and nothing is below zero or beyond what an integer holds", () => {
  const rows: readonly (readonly [remaining: number, resetS: number, text: string])[] = [
    [1.9, 0.1, '"a";r=1;t=1'],
    [-3, -1, '"a";r=0;t=0'],
    [-0.5, -0.5, '"a";r=0;t=0'],
    [1e14, 60, '"a";r=100000000000000;t=60'],
    [1e15, Number.POSITIVE_INFINITY, '"a";r=999999999999999;t=999999999999999'],
  ];
  for (const [remaining, resetS, text] of rows) assert.equal(compileRateLimit("a")(remaining, resetS), text);
  assert.equal(rows.length, 5);
  assert.equal(toRateLimitPolicy([{ name: "a", quota: 1.5, windowS: 0.5 }]), '"a";q=1;w=1');
  assert.equal(toRateLimitPolicy([{ name: "a", quota: 1e15, windowS: 1e21 }]), '"a";q=999999999999999;w=999999999999999');
});

test("no name can end its string or its line", () => {
  assert.equal(compileRateLimit('a\r\nx: "é\0')(1, 1), '"a??x: \\"??";r=1;t=1');
  assert.equal(toRateLimitPolicy([{ name: 'q"b\\', quota: 1, windowS: 1 }]), '"q\\"b\\\\";q=1;w=1');
});
