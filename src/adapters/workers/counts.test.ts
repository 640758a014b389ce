import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerCounts } from "./counts.ts";

/** One call a second, two at once. */
const limit = (key: string): readonly [string, number, number, number, string, number] => ["l", 1_000_000, 2, 2_000_000, key, 1];

test("a rate is counted over all workers, and each key for itself", () => {
  let nowMs = 1_000;
  const counts = new WorkerCounts(1, () => nowMs);
  const [one, other] = [counts.hold(), counts.hold()];
  const allowed = (held: typeof one, key: string): boolean | undefined => held.answer(7, [limit(key)], []).limits[0]?.[0];
  assert.deepEqual([allowed(one, "a"), allowed(other, "a"), allowed(one, "a"), allowed(other, "a")], [true, true, false, false]);
  assert.equal(allowed(other, "b"), true);
  nowMs += 1_000;
  assert.deepEqual([allowed(one, "a"), allowed(other, "a")], [true, false]);
});

test("a worker gives back the slots that it holds and no others, and all of them when it ends", () => {
  const counts = new WorkerCounts(1, () => 0);
  const [one, other] = [counts.hold(), counts.hold()];
  const acquired = (held: typeof one): readonly boolean[] => held.answer(7, [], [["k", 2]]).slots;
  assert.deepEqual([acquired(one), acquired(one), acquired(other)], [[true], [true], [false]]);
  other.release("k");
  assert.deepEqual(acquired(other), [false]);
  one.release("k");
  assert.deepEqual([acquired(other), acquired(other)], [[true], [false]]);
  one.end();
  one.end();
  assert.deepEqual([acquired(other), acquired(other)], [[true], [false]]);
});

test("an answer has the ticket of its question and the order of its parts", () => {
  const answer = new WorkerCounts(1, () => 0).hold().answer(
    9,
    [limit("a"), limit("b")],
    [
      ["k", 1],
      ["k", 1],
    ],
  );
  assert.deepEqual([answer.kind, answer.ticket, answer.limits.length, answer.slots], ["answer", 9, 2, [true, false]]);
});
