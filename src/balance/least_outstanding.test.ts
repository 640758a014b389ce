import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { LeastOutstanding } from "./least_outstanding.ts";

test("the target with the fewest requests under way for its weight is chosen", () => {
  const rows = [
    [[1, 1, 1], [2, 0, 1], 1],
    [[1, 1, 4], [0, 1, 2], 2],
    [[0, 1, 1], [0, 5, 4], 2],
    [[0, 0, 0], [0, 0, 0], -1],
  ] as const;
  for (const [weights, outstanding, expected] of rows) assert.equal(new LeastOutstanding(3).pick(weights, outstanding), expected);
  assert.equal(rows.length, 4);
});

test("targets without anything under way are chosen in turn", () => {
  const balancer = new LeastOutstanding(3);
  const turns = Array.from({ length: 6 }, () => balancer.pick([1, 1, 1], [0, 0, 0]));
  assert.deepEqual(turns, [0, 1, 2, 0, 1, 2]);
});

test("requests that are never done are spread by weight, to one", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), (weights) => {
      const balancer = new LeastOutstanding(weights.length);
      const outstanding = weights.map(() => 0);
      for (let request = 0; request < weights.reduce((sum, weight) => sum + weight, 0) * 5; request++) {
        const index = balancer.pick(weights, outstanding);
        outstanding[index] = (outstanding[index] ?? 0) + 1;
      }
      for (const [index, weight] of weights.entries()) assert.ok(Math.abs((outstanding[index] ?? 0) - weight * 5) <= 1);
    }),
  );
});
