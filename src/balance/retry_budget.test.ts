import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { RetryBudget, type RetryPolicy } from "./retry_budget.ts";

const POLICY: RetryPolicy = { attempts: 1, share: 0.2, minPerSecond: 0, windowMs: 10_000 };

test("a share of the requests within the window may be sent again", () => {
  const budget = new RetryBudget();
  for (let count = 0; count < 10; count++) budget.request(0, POLICY);
  assert.deepEqual(
    Array.from({ length: 3 }, () => budget.take(0, POLICY)),
    [true, true, false],
  );
  assert.deepEqual([budget.retries, budget.refused], [2, 1]);
  assert.equal(budget.take(10_000, POLICY), false, "the requests are too old to count");
});

test("a few are allowed where hardly any request came", () => {
  const budget = new RetryBudget();
  const few = { ...POLICY, minPerSecond: 1 };
  assert.equal(Array.from({ length: 12 }, () => budget.take(0, few)).filter(Boolean).length, 10);
});

test("the budget is never exceeded, for any order of requests and retries", () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 3_000 }), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.double({ min: 0.01, max: 1, noNaN: true }), fc.nat({ max: 3 }), (events, share, minPerSecond) => {
      const policy = { ...POLICY, share, minPerSecond };
      const budget = new RetryBudget();
      const requests: number[] = [];
      const retries: number[] = [];
      let nowMs = 0;
      for (const [step, isRequest] of events) {
        nowMs += step;
        if (isRequest) {
          budget.request(nowMs, policy);
          requests.push(nowMs);
        } else if (budget.take(nowMs, policy)) retries.push(nowMs);
        const within = (times: readonly number[]): number =>
          times.filter((at) => Math.floor(at / 1_000) > Math.floor(nowMs / 1_000) - 10).length;
        // Only a retry that was just allowed is judged: requests that leave the window take their share with them.
        if (retries.at(-1) === nowMs && !isRequest) assert.ok(within(retries) <= share * within(requests) + minPerSecond * 10 + 1e-9);
      }
    }),
  );
});
