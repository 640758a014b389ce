import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { OutcomeWindow } from "./outcome_window.ts";

test("outcomes leave when they are older than the window", () => {
  const window = new OutcomeWindow(1_000);
  window.add(true, 0);
  window.add(false, 50);
  window.add(true, 950);
  assert.deepEqual([window.total(999), window.failures(999)], [3, 2]);
  assert.deepEqual([window.total(1_000), window.failures(1_000)], [1, 1], "the first slice has left");
  assert.deepEqual([window.total(5_000), window.failures(5_000)], [0, 0]);
});

test("what was counted is forgotten on request", () => {
  const window = new OutcomeWindow(1_000);
  window.add(true, 10);
  window.clear();
  assert.deepEqual([window.total(20), window.failures(20)], [0, 0]);
});

test("counts are those of the last window, to a tenth of it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 700 }), fc.boolean()), { maxLength: 60 }), (steps) => {
      const window = new OutcomeWindow(1_000);
      const told: { readonly atMs: number; readonly failed: boolean }[] = [];
      let nowMs = 0;
      for (const [step, failed] of steps) {
        nowMs += step;
        window.add(failed, nowMs);
        told.push({ atMs: nowMs, failed });
        // By hand: the slices that lie, even in part, within the last nine tenths.
        const kept = told.filter(({ atMs }) => Math.floor(atMs / 100) > Math.floor(nowMs / 100) - 10);
        assert.equal(window.total(nowMs), kept.length);
        assert.equal(window.failures(nowMs), kept.filter((each) => each.failed).length);
      }
    }),
  );
});
