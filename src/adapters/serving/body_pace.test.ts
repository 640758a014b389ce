import assert from "node:assert/strict";
import { test } from "node:test";
import { BodyPace } from "./body_pace.ts";

const LIMITS = { uploadRate: { bytesPerS: 100, graceMs: 5_000 }, betweenBytesMs: 2_000 };

test("the next bytes must come before the pause is too long, and before all that came is too little", () => {
  const pace = new BodyPace(LIMITS, 0);
  assert.equal(pace.expect(1_000), 3_000);
  // A hundred bytes a second from the grace on: nothing yet, so at 5 s at the latest.
  assert.equal(pace.expect(4_500), 5_000);
  pace.add(100);
  assert.equal(pace.expect(4_600), 6_000);
});

test("time in which nobody wanted more counts against nobody", () => {
  const pace = new BodyPace(LIMITS, 0);
  pace.pause(1_000);
  assert.equal(pace.dueMs, Infinity);
  assert.equal(pace.expect(11_000), 13_000);
  assert.equal(pace.dueMs, 15_000);
});

test("it is told which of both was missed; that the whole request is late is told as a pause", () => {
  const pace = new BodyPace(LIMITS, 0);
  pace.expect(4_000);
  const codeOf = (nowMs: number, wholeDueMs: number): string => pace.refusal(nowMs, wholeDueMs).problem.code;
  assert.equal(codeOf(5_000, 60_000), "body_too_slow");
  assert.equal(codeOf(6_000, 60_000), "body_timeout");
  assert.equal(codeOf(5_000, 5_000), "body_timeout");
  assert.deepEqual([pace.refusal(6_000, 60_000).problem.status, pace.refusal(6_000, 60_000).problem.close], [408, true]);
});
