import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "../../../test/support/exchange.ts";
import type { Check } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { answer, deny, PASS } from "../../kernel/verdict.ts";
import { DEFAULT_GUARD_BUDGET_MS, withBudget } from "./guard_budget.ts";

const finding = { code: "mine.no", place: "", message: "no" };

test("verdicts come through as they are, at once where the guard does not wait", async () => {
  const verdicts = [PASS, deny(problem(403, "mine", "No"), finding), answer({ status: 204, headers: [], body: null })];
  for (const verdict of verdicts) {
    assert.equal(withBudget("mine", () => verdict, 1000)(exchange()), verdict);
    assert.equal(await withBudget("mine", async () => verdict, DEFAULT_GUARD_BUDGET_MS)(exchange()), verdict);
  }
});

test("a guard that waits too long fails", async () => {
  const never: Check<"head"> = () => new Promise(() => undefined);
  await assert.rejects(async () => withBudget("slow", never, 5)(exchange()), /`slow` did not decide within 5 ms/u);
});

test("a guard that fails, fails as it did", async () => {
  const broken: Check<"head"> = () => {
    throw new Error("broken");
  };
  assert.throws(() => withBudget("mine", broken, 5)(exchange()), /broken/u);
  await assert.rejects(async () => withBudget("mine", async () => broken(exchange()), 1000)(exchange()), /broken/u);
});

test("what is no verdict is a failure, never a pass", async () => {
  const said: readonly unknown[] = [
    undefined,
    null,
    true,
    "pass",
    {},
    { kind: "pass" },
    { kind: "allow", findings: [] },
    { kind: "deny", findings: [] },
    { kind: "deny", findings: [], problem: problem(200, "x", "x") },
    { kind: "answer", findings: [], response: { status: 99, headers: [] } },
  ];
  for (const value of said) {
    // A guard written in JavaScript may return anything, so the value reaches us untyped.
    const check: Check<"head"> = JSON.parse("null") ?? (() => value);
    assert.throws(() => withBudget("mine", check, 5)(exchange()), /returned no verdict/u, JSON.stringify(value));
  }
  assert.equal(said.length, 10);
  const later: Check<"head"> = JSON.parse("null") ?? (async () => undefined);
  await assert.rejects(async () => withBudget("mine", later, 1000)(exchange()), /returned no verdict/u);
});
