import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BUDGET_BURST, BUDGET_PER_SECOND, VerificationBudget } from "./verification_budget.ts";

test("over any stretch no client gets more failures than the burst and what came back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 400 }), (gaps) => {
      const budget = new VerificationBudget();
      let now = 0;
      let failed = 0;
      for (const gap of gaps) {
        now += gap;
        if (budget.waitS("c", now) > 0) continue;
        budget.charge("c", now);
        failed++;
        assert.ok(failed <= BUDGET_BURST + (now * BUDGET_PER_SECOND) / 1000 + 1e-6);
      }
    }),
  );
});

test("who is over the budget waits at least a second, others do not", () => {
  const budget = new VerificationBudget();
  for (let index = 0; index < BUDGET_BURST; index++) budget.charge("c", 0);
  assert.equal(budget.waitS("c", 0), 1);
  assert.equal(budget.waitS("d", 0), 0);
  assert.equal(budget.waitS("c", 1_000), 0);
});
