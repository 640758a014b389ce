import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deadlined, Sweeper } from "./sweeper.ts";

test("a passed deadline is noticed at the next sweep, one in the future is not", () => {
  let nowMs = 0;
  const sweeper = new Sweeper(() => nowMs, assert.ifError);
  const hits: number[] = [];
  const member: Deadlined = {
    deadlineMs: 10,
    sweepSlot: -1,
    onDeadline(at) {
      hits.push(at);
      this.deadlineMs = Infinity;
    },
  };
  sweeper.add(member);
  sweeper.sweep();
  nowMs = 10;
  sweeper.sweep();
  nowMs = 20;
  sweeper.sweep();
  assert.deepEqual(hits, [10]);
  member.deadlineMs = 0;
  sweeper.delete(member);
  sweeper.sweep();
  assert.deepEqual(hits, [10]);
  sweeper.close();
});

test("a member that throws is reported and keeps none of the others from being swept", () => {
  const errors: unknown[] = [];
  const sweeper = new Sweeper(
    () => 10,
    (error) => errors.push(error),
  );
  let swept = 0;
  sweeper.add({
    deadlineMs: 0,
    sweepSlot: -1,
    onDeadline: () => {
      throw new Error("boom");
    },
  });
  sweeper.add({ deadlineMs: 0, sweepSlot: -1, onDeadline: () => void swept++ });
  sweeper.sweep();
  assert.deepEqual([swept, errors.length], [1, 1]);
  sweeper.close();
});

test("the clock is read once a turn of the event loop, and anew for a sweep", async () => {
  let reads = 0;
  const sweeper = new Sweeper(() => ++reads, assert.ifError);
  assert.deepEqual([sweeper.nowMs, sweeper.nowMs], [1, 1]);
  sweeper.sweep();
  assert.equal(sweeper.nowMs, 2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sweeper.nowMs, 3);
  sweeper.close();
});

test("members that leave while they are swept, and those that come, leave nobody out", () => {
  const sweeper = new Sweeper(() => 10, assert.ifError);
  const swept: number[] = [];
  const members: Deadlined[] = [0, 1, 2, 3, 4].map((id) => ({
    deadlineMs: 5,
    sweepSlot: -1,
    onDeadline() {
      swept.push(id);
      this.deadlineMs = Infinity;
      sweeper.delete(this);
      if (id === 3) sweeper.delete(members[0] ?? this);
      if (id === 2) sweeper.add({ deadlineMs: 5, sweepSlot: -1, onDeadline: () => void swept.push(9) });
    },
  }));
  for (const member of members) {
    sweeper.add(member);
    sweeper.add(member);
  }
  sweeper.sweep();
  assert.deepEqual(
    swept.toSorted((a, b) => a - b),
    [1, 2, 3, 4],
  );
  sweeper.sweep();
  assert.deepEqual(
    swept.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 9],
  );
  sweeper.close();
});
