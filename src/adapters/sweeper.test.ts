import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deadlined, Sweeper } from "./sweeper.ts";

test("a passed deadline is noticed at the next sweep, one in the future is not", () => {
  let nowMs = 0;
  const sweeper = new Sweeper(() => nowMs);
  const hits: number[] = [];
  const member: Deadlined = {
    deadlineMs: 10,
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
