import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRateLimit, toRateLimit, toRateLimitPolicy } from "./rate_limit_fields.ts";

test("policies and limits are written as the draft's examples", () => {
  assert.equal(
    toRateLimitPolicy([
      { name: "default", quota: 100, windowS: 60 },
      { name: "burst", quota: 10, windowS: 1 },
    ]),
    '"default";q=100;w=60, "burst";q=10;w=1',
  );
  assert.equal(toRateLimit([{ name: "default", remaining: 50, resetS: 30 }]), '"default";r=50;t=30');
});

test("fractions promise less, and nothing is below zero", () => {
  assert.equal(
    toRateLimit([
      { name: "a", remaining: 1.9, resetS: 0.1 },
      { name: "b", remaining: -3, resetS: -1 },
    ]),
    '"a";r=1;t=1, "b";r=0;t=0',
  );
  assert.equal(toRateLimitPolicy([{ name: "a", quota: 1.5, windowS: 0.5 }]), '"a";q=1;w=1');
});

test("the compiled form writes what the plain one writes", () => {
  const cases: readonly (readonly [name: string, remaining: number, resetS: number])[] = [
    ["ip", 5, 2],
    ["a b", 0.9, 0.1],
    ["x", -1, -5],
    ["y", 1e14, 60],
  ];
  for (const [name, remaining, resetS] of cases)
    assert.equal(compileRateLimit(name)(remaining, resetS), toRateLimit([{ name, remaining, resetS }]));
  assert.equal(cases.length, 4);
});
