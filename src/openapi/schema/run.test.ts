import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkBudget } from "../../kernel/budget.ts";
import { MEMBER_STEPS, NODE_STEPS, Run } from "./run.ts";
import { Scope } from "./scope.ts";

const PLACE = { uri: "u", pointer: "/p" };

test("errors carry where they are; a probing run reports none", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  run.path.push("a/b", 0, "x".repeat(100));
  assert.equal(run.fail("schema.x", PLACE, "no"), false);
  assert.match(run.errors[0]?.pointer ?? "", /^\/a~1b\/0\/x{64}…$/u);
  run.probing += 1;
  run.fail("schema.x", PLACE, "no");
  assert.equal(run.errors.length, 1);
  assert.equal(run.stops, true);
});

test("a spent budget stops the run", () => {
  const run = new Run(new WorkBudget(NODE_STEPS + MEMBER_STEPS), "request", new Scope());
  assert.ok(run.spend(NODE_STEPS) && !run.stops);
  assert.ok(run.spend(MEMBER_STEPS));
  assert.ok(!run.spend(1) && run.stopped);
});

test("references nested beyond the bound end the run with an error", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  let depth = 0;
  while (run.enterReference(PLACE)) depth += 1;
  assert.equal(depth, 1_000);
  assert.deepEqual([run.stopped, run.errors[0]?.code], [true, "schema.depth"]);
});

test("a looping schema is active for the very value only, and what assumed it is not independent", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  run.enterReference(PLACE);
  const outer = run.beginVisit(7);
  run.path.push("a");
  assert.equal(run.isActive(7), false);
  run.path.pop();
  run.enterReference(PLACE);
  const inner = run.beginVisit(8);
  assert.equal(run.isActive(7), true);
  assert.equal(run.endVisit(8, inner), false);
  run.leaveReference();
  assert.equal(run.endVisit(7, outer), true);
});

test("results are remembered only once there were many visits", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  const value = {};
  assert.equal(run.memoOf(value), null);
  for (let visit = 0; visit < 1_000; visit += 1) {
    run.enterReference(PLACE);
    run.leaveReference();
  }
  run.memoOf(value)?.set(1, { valid: true, evaluated: null });
  assert.equal(run.memoOf(value)?.get(1)?.valid, true);
  assert.equal(run.memoOf({})?.size, 0);
});
