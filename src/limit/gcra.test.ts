import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compileGcra, decideGcra, FRESH_TAT_US, type Gcra, MAX_DEPTH_US } from "./gcra.ts";

const gcra = (count: number, periodS: number, burst?: number): Gcra => {
  const compiled = compileGcra({ count, periodS }, burst);
  assert.ok(compiled);
  return compiled;
};

test("a rate of 10/s costs 100 ms a call and its burst is the count unless given", () => {
  assert.deepEqual(gcra(10, 1), { intervalUs: 100_000, burst: 10, depthUs: 1_000_000 });
  assert.deepEqual(gcra(10, 1, 2), { intervalUs: 100_000, burst: 2, depthUs: 200_000 });
});

test("an interval that is no whole microsecond is rounded up, never down", () => {
  assert.equal(gcra(7, 1).intervalUs, 142_858);
});

test("a bucket deeper than thirty days does not compile", () => {
  assert.equal(compileGcra({ count: 1, periodS: 86_400 }, 31), null);
  assert.equal(compileGcra({ count: 1, periodS: 86_400 }, 30)?.depthUs, MAX_DEPTH_US);
});

test("the burst passes at once, the next call waits one interval", () => {
  const two = gcra(10, 1, 2);
  const now = 5_000_000;
  const first = decideGcra(FRESH_TAT_US, two, 1, now);
  assert.deepEqual(first, { allowed: true, tatUs: 5_100_000, remaining: 1, resetUs: 100_000, retryAfterUs: 0 });
  const second = decideGcra(first.tatUs, two, 1, now);
  assert.deepEqual(second, { allowed: true, tatUs: 5_200_000, remaining: 0, resetUs: 200_000, retryAfterUs: 0 });
  const third = decideGcra(second.tatUs, two, 1, now);
  assert.deepEqual(third, { allowed: false, tatUs: 5_200_000, remaining: 0, resetUs: 200_000, retryAfterUs: 100_000 });
  assert.equal(decideGcra(third.tatUs, two, 1, now + 99_999).allowed, false);
  assert.equal(decideGcra(third.tatUs, two, 1, now + 100_000).allowed, true);
});

test("a call that costs more than the burst never passes and says so", () => {
  const decision = decideGcra(FRESH_TAT_US, gcra(10, 1, 2), 3, 1000);
  assert.deepEqual(decision, { allowed: false, tatUs: 1000, remaining: 2, resetUs: 0, retryAfterUs: Number.POSITIVE_INFINITY });
});

test("a clock set back makes nobody wait longer than for an empty bucket", () => {
  const decision = decideGcra(1e15, gcra(10, 1, 2), 1, 1000);
  assert.equal(decision.allowed, false);
  assert.equal(decision.retryAfterUs, 100_000);
});

test("over any stretch of time at most burst + t / interval passes, whatever the gaps and costs", () => {
  const calls = fc.array(fc.record({ gapUs: fc.nat(400_000), cost: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 8 }), calls, (count, burst, script) => {
      const limit = gcra(count, 1, burst);
      let now = 1_000_000;
      let tat = FRESH_TAT_US;
      const passed: { readonly at: number; readonly cost: number }[] = [];
      for (const { gapUs, cost } of script) {
        now += gapUs;
        const decision = decideGcra(tat, limit, cost, now);
        tat = decision.tatUs;
        if (decision.allowed) passed.push({ at: now, cost });
        else assert.ok(decision.retryAfterUs > 0);
      }
      for (let from = 0; from < passed.length; from++) {
        let sum = 0;
        for (let to = from; to < passed.length; to++) {
          sum += passed[to]?.cost ?? 0;
          const stretchUs = (passed[to]?.at ?? 0) - (passed[from]?.at ?? 0);
          assert.ok(sum <= burst + (stretchUs * count) / 1_000_000, `${sum} passed in ${stretchUs} microseconds`);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("a refused call passes after exactly the wait it was told", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 8 }), fc.nat(2_000_000), (count, burst, ahead) => {
      const limit = gcra(count, 1, burst);
      const decision = decideGcra(1_000_000 + ahead, limit, 1, 1_000_000);
      if (decision.allowed) return;
      assert.equal(decideGcra(decision.tatUs, limit, 1, 1_000_000 + decision.retryAfterUs - 1).allowed, false);
      assert.equal(decideGcra(decision.tatUs, limit, 1, 1_000_000 + decision.retryAfterUs).allowed, true);
    }),
    { numRuns: 200 },
  );
});
