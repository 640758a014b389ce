import assert from "node:assert/strict";
import { test } from "node:test";
import { TARGET } from "../../../test/support/plans.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import { TimedLink } from "./timed_link.ts";

const TIMEOUTS = { connectMs: 1_000, firstByteMs: 30_000, betweenBytesMs: 10_000, totalMs: 60_000, eventStreamMs: 600_000 };

/** A link that says when its deadline is, its clock at our hand. */
class TestLink extends TimedLink {
  override onDeadline(): void {}

  ask(): void {
    this.asked();
  }

  turnOf(who: "upstream" | "client"): number {
    this.awaitAnswer(who === "upstream");
    return this.deadlineMs;
  }

  came(): number {
    this.answerStarted = true;
    this.awaitMore();
    return this.deadlineMs;
  }
}

function world() {
  let nowMs = 1_000_000;
  const sweeper = new Sweeper(() => nowMs, assert.ifError);
  const link = new TestLink({ ...TARGET, timeouts: TIMEOUTS }, { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null }, Infinity);
  return {
    link,
    pass: (ms: number): void => {
      nowMs += ms;
      sweeper.sweep();
    },
    sinceBegin: (ms: number): number => ms - 1_000_000,
    [Symbol.dispose]: () => sweeper.close(),
  };
}

test("the time for the first byte runs while it is the upstream's turn; while it is the client's, that for the whole answer alone", () => {
  using made = world();
  const { link, pass, sinceBegin } = made;
  link.ask();
  assert.equal(sinceBegin(link.turnOf("client")), 60_000);
  pass(20_000);
  assert.equal(sinceBegin(link.turnOf("upstream")), 50_000);
  pass(15_000);
  // 65 s would be after the whole answer.
  assert.equal(sinceBegin(link.turnOf("upstream")), 60_000);
});

test("once the answer has begun its bytes must follow each other, whoever's turn it is, and all be there in time", () => {
  using made = world();
  const { link, pass, sinceBegin } = made;
  link.ask();
  pass(5_000);
  assert.equal(sinceBegin(link.came()), 15_000);
  assert.equal(sinceBegin(link.turnOf("upstream")), 15_000);
  pass(50_000);
  assert.equal(sinceBegin(link.came()), 60_000);
});

test("a stream of events may last from its head on, with its own pauses", () => {
  using made = world();
  const { link, pass, sinceBegin } = made;
  link.ask();
  pass(59_000);
  link.came();
  link.extendAnswer();
  assert.equal(sinceBegin(link.deadlineMs), 69_000);
  pass(599_000);
  assert.equal(sinceBegin(link.came()), 659_000);
});
