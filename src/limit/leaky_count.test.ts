import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { LeakyCount } from "./leaky_count.ts";

test("so much may come at once, and after that so much a second", () => {
  const count = new LeakyCount(10, 2, 0);
  assert.equal(count.add(10, 0), true);
  assert.equal(count.add(1, 0), false);
  // 11 less 2 a second.
  assert.equal(count.add(1, 1_000), true);
  assert.equal(count.add(1, 1_000), false);
  assert.equal(count.add(0, 100_000), true);
  assert.equal(count.add(10, 100_000), true);
});

test("what is given back makes room, but never more than nothing was there", () => {
  const count = new LeakyCount(10, 1, 0);
  count.add(8, 0);
  assert.equal(count.add(-100, 0), true);
  assert.equal(count.add(10, 0), true);
  assert.equal(count.add(1, 0), false);
});

test("a clock that goes back gives nothing", () => {
  const count = new LeakyCount(1, 1_000, 5_000);
  assert.equal(count.add(1, 5_000), true);
  assert.equal(count.add(1, 0), false);
});

test("in any time no more is let through than the burst and what leaked", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ waitMs: fc.nat(2_000), amount: fc.nat(20) }), { maxLength: 50 }), (steps) => {
      const count = new LeakyCount(20, 10, 0);
      let nowMs = 0;
      let taken = 0;
      for (const { waitMs, amount } of steps) {
        nowMs += waitMs;
        if (count.add(amount, nowMs)) taken += amount;
        else return;
        assert.ok(taken <= 20 + (nowMs / 1_000) * 10 + 1e-6);
      }
    }),
  );
});
