import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { Received } from "./exchange.ts";
import type { Guard, Mode } from "./guard.ts";
import { runGuards } from "./pipeline.ts";
import { problem } from "./problem.ts";
import { CONFIGURED_MODES, Trail } from "./trail.ts";
import { answer, deny, PASS, type Verdict } from "./verdict.ts";

const FINDING = { code: "x.bad", place: "header:x", message: "bad" };
const DENY = deny(problem(403, "x_bad", "Bad"), FINDING);
// The pipeline never looks at the exchange; guards here do not either.
const EXCHANGE: Received = Object.create(null);

function guard(
  name: string,
  check: () => Verdict | Promise<Verdict>,
  mode: Mode = "enforce",
  onError: "deny" | "pass" = "deny",
): Guard<"head"> {
  return { name, phase: "head", mode, onError, check };
}

async function run(...guards: readonly Guard<"head">[]) {
  const trail = new Trail(CONFIGURED_MODES);
  return { stop: await runGuards(guards, EXCHANGE, trail), trail };
}

test("all passing guards let the exchange go on, without a promise", () => {
  const trail = new Trail(CONFIGURED_MODES);
  assert.equal(runGuards([guard("a", () => PASS), guard("b", () => PASS)], EXCHANGE, trail), null);
});

test("the first refusal ends it and later guards do not run", async () => {
  let ran = 0;
  const { stop, trail } = await run(
    guard("a", () => DENY),
    guard("b", () => {
      ran++;
      return PASS;
    }),
  );
  assert.equal(stop?.by, "a");
  assert.equal(stop?.phase, "head");
  assert.equal(stop?.verdict.kind, "deny");
  assert.equal(ran, 0);
  assert.deepEqual(trail.findings, [{ ...FINDING, guard: "a", mode: "enforce" }]);
});

test("an observing guard records what it would have done and forwards", async () => {
  const { stop, trail } = await run(guard("a", () => DENY, "observe"));
  assert.equal(stop, null);
  assert.deepEqual(trail.findings, [{ ...FINDING, guard: "a", mode: "observe", would: "deny" }]);
  assert.deepEqual(trail.observed, ["a"]);
});

test("a guard that is off does not run", async () => {
  const { stop, trail } = await run(guard("a", () => DENY, "off"));
  assert.equal(stop, null);
  assert.deepEqual(trail.findings, []);
});

test("a guard that throws or rejects refuses, unless it says pass", async () => {
  const boom = (): Verdict => {
    throw new Error("boom");
  };
  const reject = (): Promise<Verdict> => Promise.reject(new Error("boom"));
  for (const check of [boom, reject]) {
    const refused = await run(guard("a", check));
    assert.equal(refused.stop?.verdict.kind === "deny" && refused.stop.verdict.problem.code, "guard_failed");
    const passed = await run(guard("a", check, "enforce", "pass"));
    assert.equal(passed.stop, null);
    assert.equal(passed.trail.findings[0]?.code, "guard.failed");
    // What broke may hold what the caller sent: the record and the caller are told its kind alone.
    assert.equal(passed.trail.findings[0]?.message, "the guard failed (Error); the log has the cause");
    assert.deepEqual(
      passed.trail.failures.map(({ message, cause }) => [message, cause instanceof Error && cause.message]),
      [["the guard a failed", "boom"]],
    );
  }
});

test("a waiting guard is awaited, and the ones after it still run in order", async () => {
  const order: string[] = [];
  const { stop } = await run(
    guard("slow", async () => {
      await Promise.resolve();
      order.push("slow");
      return PASS;
    }),
    guard("answers", () => {
      order.push("answers");
      return answer({ status: 204, headers: [], body: null });
    }),
  );
  assert.deepEqual(order, ["slow", "answers"]);
  assert.equal(stop?.by, "answers");
});

test("an override of the mode is asked for at every exchange", async () => {
  const trail = new Trail({ effective: (name) => (name === "a" ? "observe" : "enforce") });
  const stop = await runGuards([guard("a", () => DENY), guard("b", () => DENY)], EXCHANGE, trail);
  assert.equal(stop?.by, "b");
});

test("adding a refusing guard never turns a refusal into a pass", async () => {
  const verdicts = fc.array(fc.constantFrom<Verdict>(PASS, DENY), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(verdicts, fc.nat(6), async (list, at) => {
      const guards = list.map((verdict, index) => guard(`g${index}`, () => verdict));
      const before = (await run(...guards)).stop;
      const after = (
        await run(
          ...guards.slice(0, at),
          guard("added", () => DENY),
          ...guards.slice(at),
        )
      ).stop;
      assert.ok(after !== null);
      if (before !== null) assert.equal(after.verdict.kind, "deny");
    }),
  );
});
