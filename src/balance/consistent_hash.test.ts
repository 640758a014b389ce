import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsistentHash } from "./consistent_hash.ts";
import { textHash } from "./text_hash.ts";

const NAMES = ["http://a", "http://b", "http://c"];
const KEYS = Array.from({ length: 3_000 }, (_, index) => textHash(`client ${index}`));
const UP = [1, 1, 1];

test("the same key goes to the same target, and keys are spread evenly", () => {
  const one = new ConsistentHash(NAMES, UP);
  const other = new ConsistentHash(NAMES, UP);
  const counts = [0, 0, 0];
  for (const key of KEYS) {
    const index = one.pick(UP, UP, key);
    assert.equal(other.pick(UP, UP, key), index);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(count > 850 && count < 1_150, String(counts));
});

test("while a target may not be asked its keys alone go elsewhere, to all of the others, and come back", () => {
  const balancer = new ConsistentHash(NAMES, UP);
  const before = KEYS.map((key) => balancer.pick(UP, UP, key));
  const without = KEYS.map((key) => balancer.pick([1, 0, 1], UP, key));
  const moved = new Map<number, number>();
  for (const [at, index] of before.entries()) {
    const now = without[at] ?? -1;
    if (index === 1) moved.set(now, (moved.get(now) ?? 0) + 1);
    else assert.equal(now, index);
  }
  assert.deepEqual(
    [...moved.keys()].toSorted((a, b) => a - b),
    [0, 2],
  );
  for (const count of moved.values()) assert.ok(count > 400, String(count));
  assert.deepEqual(
    KEYS.map((key) => balancer.pick(UP, UP, key)),
    before,
  );
});

test("a target that warms up gets a growing part of its keys, always the same ones", () => {
  const balancer = new ConsistentHash(NAMES, UP);
  const ofB = KEYS.filter((key) => balancer.pick(UP, UP, key) === 1);
  let before: ReadonlySet<number> = new Set();
  for (const share of [0.1, 0.5, 0.9]) {
    const now = new Set(ofB.filter((key) => balancer.pick([1, share, 1], UP, key) === 1));
    assert.ok(Math.abs(now.size / ofB.length - share) < 0.1, `${now.size} of ${ofB.length} at ${share}`);
    assert.ok([...before].every((key) => now.has(key)));
    before = now;
  }
});

test("the only target left is found, and none where none may be asked", () => {
  const balancer = new ConsistentHash(NAMES, UP);
  for (const key of KEYS) {
    assert.equal(balancer.pick([0, 0, 1], UP, key), 2);
    assert.equal(balancer.pick([0, 0.1, 0], UP, key), 1);
    assert.equal(balancer.pick([0, 0, 0], UP, key), -1);
  }
  assert.equal(new ConsistentHash(NAMES, [0, 0, 0]).pick([0, 0, 0], UP, 1), -1);
});
