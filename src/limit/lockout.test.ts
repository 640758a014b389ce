import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_LOCKOUT_KEYS, type LockoutPolicy, Lockouts } from "./lockout.ts";

const POLICY: LockoutPolicy = { threshold: 3, forgetMs: 60_000, firstLockMs: 1000, longestLockMs: 10_000 };

test("below the threshold nothing is locked, from it on each failure doubles the lock up to the longest", () => {
  const lockouts = new Lockouts(DEFAULT_LOCKOUT_KEYS, 1);
  let now = 0;
  const locks: number[] = [];
  for (let failure = 0; failure < 9; failure++) {
    lockouts.fail("a", POLICY, now);
    locks.push(lockouts.lockedForMs("a", now));
    now += lockouts.lockedForMs("a", now);
    assert.equal(lockouts.lockedForMs("a", now), 0);
  }
  assert.deepEqual(locks, [0, 0, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  assert.equal(lockouts.lockedForMs("b", now), 0);
});

test("failures are forgotten after a quiet while, counted from the end of the lock", () => {
  const lockouts = new Lockouts(10, 1);
  for (let failure = 0; failure < 3; failure++) lockouts.fail("a", POLICY, 0);
  lockouts.fail("a", POLICY, 60_999);
  assert.equal(lockouts.lockedForMs("a", 60_999), 2000);
  lockouts.fail("b", POLICY, 0);
  lockouts.fail("b", POLICY, 0);
  lockouts.fail("b", POLICY, 60_000);
  assert.equal(lockouts.lockedForMs("b", 60_000), 0);
});

test("a locked key outlasts a flood of single failures from new keys", () => {
  const lockouts = new Lockouts(20, 1);
  for (let failure = 0; failure < 7; failure++) lockouts.fail("attacker", POLICY, 0);
  for (let index = 0; index < 1000; index++) lockouts.fail(`flood ${index}`, POLICY, 100);
  assert.equal(lockouts.lockedForMs("attacker", 100), 9900);
  assert.equal(lockouts.size, 20);
});

test("when every key kept is locked, newcomers share counters and are locked out too", () => {
  const lockouts = new Lockouts(20, 1);
  for (let index = 0; index < 20; index++) for (let failure = 0; failure < 3; failure++) lockouts.fail(`locked ${index}`, POLICY, 0);
  for (let failure = 0; failure < 3; failure++) lockouts.fail("newcomer", POLICY, 10);
  assert.equal(lockouts.lockedForMs("newcomer", 10), 1000);
  assert.equal(lockouts.size, 20);
});

test("no script of failures lets the table outgrow its capacity or lock longer than the longest lock", () => {
  const step = fc.record({ key: fc.nat(30), gapMs: fc.nat(3000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (script) => {
      const lockouts = new Lockouts(5, 3);
      let now = 0;
      for (const { key, gapMs } of script) {
        now += gapMs;
        lockouts.fail(`key ${key}`, POLICY, now);
        assert.ok(lockouts.size <= 5);
        assert.ok(lockouts.lockedForMs(`key ${key}`, now) <= POLICY.longestLockMs);
      }
    }),
  );
});
