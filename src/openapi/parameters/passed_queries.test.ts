import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkBudget } from "../../kernel/budget.ts";
import { Judgement } from "../judgement.ts";
import { MAX_PASSED, MAX_PASSED_LENGTH, PassedQueries } from "./passed_queries.ts";

test("a query that passed is known, and costs what it cost", () => {
  const passed = new PassedQueries();
  const first = new Judgement(new WorkBudget(1_000));
  assert.equal(passed.has("a=1", first), false);
  const before = first.budget.spent;
  first.budget.spend(70);
  passed.keep("a=1", first, before);
  const second = new Judgement(new WorkBudget(1_000));
  assert.equal(passed.has("a=1", second), true);
  assert.equal(second.budget.spent, 70);
  assert.equal(passed.has("a=2", second), false);
});

test("a query that was refused, ran out of work or is long is not kept", () => {
  const passed = new PassedQueries();
  const refused = new Judgement(new WorkBudget(1_000));
  refused.add("invalid", "parameter.undeclared", "query:b", "is not declared", null);
  passed.keep("b=1", refused, 0);
  const exhausted = new Judgement(new WorkBudget(1));
  exhausted.budget.spend(2);
  passed.keep("c=1", exhausted, 0);
  passed.keep("d".repeat(MAX_PASSED_LENGTH + 1), new Judgement(new WorkBudget(1_000)), 0);
  assert.equal(passed.size, 0);
});

test("however many queries come, a bounded number is kept", () => {
  const passed = new PassedQueries();
  for (let index = 0; index < 3 * MAX_PASSED; index++) passed.keep(`q=${index}`, new Judgement(new WorkBudget(1_000)), 0);
  assert.ok(passed.size <= MAX_PASSED);
});
