import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { STEPS_PER_MS } from "../../kernel/budget.ts";
import type { Check } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import type { Outcome } from "../../kernel/record.ts";
import type { Verdict } from "../../kernel/verdict.ts";
import { refusedWork } from "./refused_work.ts";

const denied = (phase: "body" | "response"): Outcome => ({ kind: "denied", by: "g", phase, problem: problem(422, "x", "No") });
const FORWARDED: Outcome = { kind: "forwarded", status: 200 };

async function call(check: Check<"body">, workMs: number, outcome: Outcome, address = "192.0.2.1"): Promise<Verdict> {
  const each = exchange({ address });
  const verdict = await check(each);
  each.budget.spend(workMs * STEPS_PER_MS);
  if (verdict.kind === "pass") each.effects.end(outcome);
  return verdict;
}

test("the guard runs without being configured", () => {
  assert.equal(refusedWork.always, true);
});

test("refused work is lent up to a bound and paid off at the share; the wait is told in whole seconds", async () => {
  const services = guardServices();
  const check = await checkOf(refusedWork, { share: 0.1, lent: "200ms" }, services);
  for (let count = 0; count < 41; count++) assert.equal((await call(check, 10, denied("body"))).kind, count <= 20 ? "pass" : "deny");
  const verdict = await call(check, 10, denied("body"));
  assert.deepEqual(verdict.kind === "deny" && [verdict.problem.status, verdict.problem.code, verdict.problem.headers], [
    429,
    "too_much_refused_work",
    [["retry-after", "1"]],
  ]);
  assert.deepEqual(
    verdict.findings.map((finding) => [finding.code, finding.place]),
    [["refused_work.owed", "client"]],
  );
  assert.equal((await call(check, 0, FORWARDED, "192.0.2.2")).kind, "pass", "others are served");
  services.advance(101);
  assert.equal((await call(check, 10, denied("body"))).kind, "pass");
});

test("what was let through, what the upstream is to blame for and what costs little is not owed", async () => {
  const check = await checkOf(refusedWork, { share: 0.001, lent: "1ms" });
  for (const [workMs, outcome] of [
    [10, FORWARDED],
    [10, denied("response")],
    [10, { kind: "abandoned" }],
    [0.001, denied("body")],
  ] as const)
    for (let count = 0; count < 20; count++) assert.equal((await call(check, workMs, outcome)).kind, "pass");
  assert.equal((await call(check, 10, denied("body"))).kind, "pass");
  assert.equal((await call(check, 0, FORWARDED)).kind, "deny");
});

test("an address in the same IPv6 network is the same client", async () => {
  const check = await checkOf(refusedWork, { lent: "1ms" });
  await call(check, 10, denied("body"), "2001:db8:1:2::1");
  assert.equal((await call(check, 0, FORWARDED, "2001:db8:1:2::2")).kind, "deny");
  assert.equal((await call(check, 0, FORWARDED, "2001:db8:1:3::1")).kind, "pass");
});

test("options that mean nothing are refused", async () => {
  for (const options of [{ share: 0 }, { share: 2 }, { lent: "0ms" }, { lent: "soon" }, { other: 1 }])
    assert.equal((await issuesOf(refusedWork, options)).length, 1, JSON.stringify(options));
});
