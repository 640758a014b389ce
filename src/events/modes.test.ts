import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_OVERRIDE_MS, MAX_OVERRIDES, ModeOverrides } from "./modes.ts";

function at(nowMs: number) {
  const clock = { now: nowMs, nowMs: () => clock.now, monotonicMs: () => clock.now };
  return clock;
}

test("an override holds until its time is over, then the configuration does", () => {
  const clock = at(1_000);
  const modes = new ModeOverrides(clock, []);
  assert.equal(modes.effective("waf", "enforce"), "enforce");
  assert.equal(modes.set("waf", "observe", 500, "token", "release").kind, "set");
  assert.equal(modes.effective("waf", "enforce"), "observe");
  assert.equal(modes.effective("cors", "enforce"), "enforce");
  clock.now = 1_499;
  assert.equal(modes.effective("waf", "enforce"), "observe");
  clock.now = 1_500;
  assert.equal(modes.effective("waf", "enforce"), "enforce");
  assert.deepEqual(modes.list(), []);
  assert.deepEqual(
    modes.expire().map((override) => override.guard),
    ["waf"],
  );
  assert.deepEqual(modes.expire(), []);
});

test("a guard that is configured off stays off", () => {
  const modes = new ModeOverrides(at(0), []);
  modes.set("waf", "enforce", 10, "token", "");
  assert.equal(modes.effective("waf", "off"), "off");
});

test("an override can be ended early", () => {
  const modes = new ModeOverrides(at(0), []);
  modes.set("waf", "off", 10, "token", "");
  assert.equal(modes.clear("waf")?.mode, "off");
  assert.equal(modes.clear("waf"), null);
  assert.equal(modes.effective("waf", "enforce"), "enforce");
});

test("time and number are bounded, and a refused change changes nothing", () => {
  const modes = new ModeOverrides(at(0), []);
  for (const forMs of [0, -1, MAX_OVERRIDE_MS + 1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.equal(modes.set("waf", "off", forMs, "token", "").kind, "refused");
  for (let index = 0; index < MAX_OVERRIDES; index++) assert.equal(modes.set(`g${index}`, "off", 1, "token", "").kind, "set");
  assert.equal(modes.set("one more", "off", 1, "token", "").kind, "refused");
  assert.equal(modes.set("g0", "observe", 1, "token", "").kind, "set");
  assert.equal(modes.list().length, MAX_OVERRIDES);
});

test("after a restart what is still in time holds; what is over, or lasts too long to have been set, does not", () => {
  const saved = { mode: "observe", setAtMs: 0, by: "token", reason: "" } as const;
  const modes = new ModeOverrides(at(1_000), [
    { ...saved, guard: "in-time", untilMs: 2_000 },
    { ...saved, guard: "over", untilMs: 1_000 },
    { ...saved, guard: "forged", untilMs: 1_001 + MAX_OVERRIDE_MS },
  ]);
  assert.deepEqual(
    modes.list().map((override) => override.guard),
    ["in-time"],
  );
});
