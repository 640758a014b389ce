import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Breaker, type BreakerPolicy } from "./breaker.ts";

const POLICY: BreakerPolicy = { share: 0.5, requests: 4, windowMs: 10_000, openMs: 1_000, probes: 2 };

function opened(nowMs = 0): Breaker {
  const breaker = new Breaker();
  for (let count = 0; count < 4; count++) breaker.note(true, breaker.pass(nowMs), nowMs, POLICY);
  assert.equal(breaker.state, "open");
  return breaker;
}

test("it opens once enough came and too large a part failed, and lets nothing through while it is open", () => {
  const breaker = new Breaker();
  const told = [false, true, false, true].map((failed) => breaker.note(failed, breaker.pass(5), 5, POLICY));
  assert.deepEqual(told, [null, null, null, "open"]);
  assert.deepEqual([breaker.allows(5, POLICY), breaker.allows(1_004, POLICY), breaker.allows(1_005, POLICY)], [false, false, true]);
  assert.equal(breaker.opened, 1);
});

test("after its time a few probes pass at once, and it closes when all of them are good", () => {
  const breaker = opened();
  const first = breaker.pass(1_000);
  assert.equal(breaker.state, "half_open");
  const second = breaker.pass(1_000);
  assert.equal(breaker.allows(1_000, POLICY), false, "no more than two");
  assert.equal(breaker.note(false, first, 1_001, POLICY), null);
  assert.equal(breaker.allows(1_001, POLICY), false, "one is proven, one under way");
  assert.equal(breaker.note(false, second, 1_002, POLICY), "closed");
  assert.equal(breaker.allows(1_002, POLICY), true);
});

test("the first probe that fails opens it again for the whole time", () => {
  const breaker = opened();
  assert.equal(breaker.note(true, breaker.pass(1_500), 1_500, POLICY), "open");
  assert.deepEqual([breaker.allows(2_499, POLICY), breaker.allows(2_500, POLICY), breaker.opened], [false, true, 2]);
});

test("whose probe failed does not probe again while others ask, and does where nobody else does", () => {
  const failedBy = (source: string): Breaker => {
    const breaker = opened();
    assert.equal(breaker.allows(1_000, POLICY, source), true);
    assert.equal(breaker.note(true, breaker.pass(1_000), 1_000, POLICY, source), "open");
    return breaker;
  };
  const alone = failedBy("a");
  assert.deepEqual([alone.allows(1_500, POLICY, "a"), alone.allows(2_000, POLICY, "a")], [false, true]);
  const beside = failedBy("a");
  assert.equal(beside.allows(1_900, POLICY, "b"), false, "it is still open");
  assert.deepEqual([beside.allows(2_000, POLICY, "a"), beside.allows(2_100, POLICY, "b")], [false, true]);
  assert.equal(beside.note(false, beside.pass(2_100), 2_100, POLICY, "b"), null);
  assert.equal(beside.allows(2_200, POLICY, "a"), false, "half open, b is served");
  assert.equal(beside.note(false, beside.pass(2_200), 2_200, POLICY, "b"), "closed");
  assert.equal(beside.allows(2_200, POLICY, "a"), true);
  const leaving = failedBy("a");
  leaving.allows(1_500, POLICY, "b");
  assert.deepEqual([leaving.allows(2_499, POLICY, "a"), leaving.allows(2_500, POLICY, "a")], [false, true]);
});

test("a probe that ends without an outcome leaves its place to another", () => {
  const breaker = opened();
  const tickets = [breaker.pass(1_000), breaker.pass(1_000)];
  breaker.giveBack(tickets[0] ?? 0);
  assert.equal(breaker.allows(1_000, POLICY), true);
});

test("probes that never end hold the others back for no longer than it was open", () => {
  const breaker = opened();
  const stuck = [breaker.pass(1_000), breaker.pass(1_100)];
  assert.deepEqual([breaker.allows(2_099, POLICY), breaker.allows(2_100, POLICY)], [false, true]);
  breaker.pass(2_100);
  assert.equal(breaker.allows(2_101, POLICY), false);
  breaker.giveBack(stuck[0] ?? 0);
  assert.equal(breaker.state, "half_open");
});

test("what began before it opened, or in an earlier half-open time, neither closes it nor opens it again", () => {
  const breaker = new Breaker();
  const early = breaker.pass(0);
  for (let count = 0; count < 4; count++) breaker.note(true, breaker.pass(0), 0, POLICY);
  assert.equal(breaker.note(false, early, 10, POLICY), null);
  const old = breaker.pass(1_000);
  breaker.note(true, breaker.pass(1_100), 1_100, POLICY);
  const now = breaker.pass(2_150);
  assert.equal(breaker.note(true, old, 2_200, POLICY), null);
  assert.equal(breaker.state, "half_open");
  breaker.giveBack(old);
  breaker.note(false, now, 2_200, POLICY);
  assert.equal(breaker.note(false, breaker.pass(2_200), 2_200, POLICY), "closed");
});

test("half open, no more probes are under way than may be and one for each open time, for any order of events", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("pass", "good", "bad", "gone", "wait"), { maxLength: 200 }), (events) => {
      const breaker = new Breaker();
      const out: number[] = [];
      let nowMs = 0;
      let halfOpenMs = 0;
      for (const event of events) {
        nowMs += event === "wait" ? 400 : 1;
        if (event === "pass" && breaker.allows(nowMs, POLICY)) {
          const wasOpen = breaker.state === "open";
          out.push(breaker.pass(nowMs));
          if (wasOpen) halfOpenMs = nowMs;
        }
        const ticket = event === "pass" || event === "wait" ? undefined : out.shift();
        if (ticket !== undefined && event === "gone") breaker.giveBack(ticket);
        if (ticket !== undefined && event !== "gone") breaker.note(event === "bad", ticket, nowMs, POLICY);
        const newest = Math.max(0, ...out);
        const probing = newest === 0 || breaker.state !== "half_open" ? 0 : out.filter((each) => each === newest).length;
        assert.ok(probing <= POLICY.probes + Math.floor((nowMs - halfOpenMs) / POLICY.openMs));
        if (breaker.state === "open") assert.equal(breaker.allows(breaker.openUntilMs - 1, POLICY), false);
      }
    }),
  );
});

test("failures of one client's requests do not open it while others are served well", () => {
  for (const [others, opened] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const breaker = new Breaker();
    for (let at = 0; at < 50 && breaker.state === "closed"; at++) {
      if (others) breaker.note(false, breaker.pass(at), at, POLICY, "b");
      breaker.note(true, breaker.pass(at), at, POLICY, "a");
      breaker.note(true, breaker.pass(at), at, POLICY, "a");
    }
    assert.equal(breaker.opened, opened);
  }
});
