import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkBudget } from "./budget.ts";

test("spending up to the total is allowed, one step more is refused, and stays refused", () => {
  const budget = new WorkBudget(10);
  assert.equal(budget.spend(10), true);
  assert.equal(budget.exhausted, false);
  assert.equal(budget.spend(1), false);
  assert.equal(budget.exhausted, true);
  assert.equal(budget.spend(0), false);
  assert.equal(budget.spent, 11);
});
