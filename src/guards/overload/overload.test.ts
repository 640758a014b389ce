import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import type { Priority } from "../../kernel/deps.ts";
import { overload } from "./overload.ts";

/** A gateway that admits these priorities only. */
const admitting = (...admitted: readonly Priority[]) => ({
  ...guardServices(),
  load: { admits: (each: Priority) => admitted.includes(each) },
});

test("the guard runs without being configured, for calls of normal priority", async () => {
  assert.equal(overload.always, true);
  assert.equal((await (await checkOf(overload, undefined, admitting("normal")))(exchange())).kind, "pass");
  assert.equal((await (await checkOf(overload, undefined, admitting("critical")))(exchange())).kind, "deny");
});

test("what is shed is 503 with a time to come back, not the same for all", async () => {
  const check = await checkOf(overload, "sheddable", admitting("critical", "normal"));
  const times = new Set<string | undefined>();
  for (let call = 0; call < 8; call++) {
    const verdict = await check(exchange());
    assert.equal(verdict.kind, "deny");
    if (verdict.kind !== "deny") continue;
    assert.deepEqual([verdict.problem.status, verdict.problem.code, verdict.findings[0]?.code], [503, "overloaded", "overload.shed"]);
    times.add(verdict.problem.headers.find(([name]) => name === "retry-after")?.[1]);
  }
  assert.deepEqual(times, new Set(["1", "2", "3", "5"]));
});

test("a priority that does not exist is an issue", async () => {
  assert.equal((await issuesOf(overload, "urgent")).length, 1);
});
