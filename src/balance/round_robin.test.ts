import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { RoundRobin } from "./round_robin.ts";

test("the turns of a heavy target are spread over the cycle", () => {
  // The example of nginx's commit that introduced the algorithm: weights 5, 1, 1 give a a b a c a a.
  const balancer = new RoundRobin(3);
  const turns = Array.from({ length: 7 }, () => "abc"[balancer.pick([5, 1, 1])]);
  assert.equal(turns.join(""), "aabacaa");
});

test("in every cycle each target is chosen as often as its weight says", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (weights, cycles) => {
      const balancer = new RoundRobin(weights.length);
      const cycle = weights.reduce((sum, weight) => sum + weight, 0);
      const chosen = weights.map(() => 0);
      for (let turn = 0; turn < cycle * cycles; turn++) {
        const index = balancer.pick(weights);
        chosen[index] = (chosen[index] ?? 0) + 1;
      }
      assert.deepEqual(
        chosen,
        weights.map((weight) => weight * cycles),
      );
    }),
  );
});

test("a target without weight is never chosen, whatever its turn was, and none where all have none", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }), { maxLength: 50 }), (rounds) => {
      const balancer = new RoundRobin(4);
      for (const weights of rounds) {
        const index = balancer.pick(weights);
        if (weights.every((weight) => weight === 0)) assert.equal(index, -1);
        else assert.ok((weights[index] ?? 0) > 0);
      }
    }),
  );
});
