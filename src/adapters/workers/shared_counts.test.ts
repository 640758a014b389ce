import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGcra } from "../../limit/gcra.ts";
import type { LimitPolicy } from "../../limit/state.ts";
import { WorkerCounts } from "./counts.ts";
import type { Ask, Tell } from "./messages.ts";
import { SharedCounts } from "./shared_counts.ts";

const gcra = compileGcra({ count: 3, periodS: 3600 });
assert.ok(gcra !== null);
const policy: LimitPolicy = { id: "calls", gcra };
const LOCKS = { threshold: 2, forgetMs: 60_000, firstLockMs: 1_000, longestLockMs: 60_000 };

/** Workers of one primary, all in this process; `messages` is what went over. */
function workers(count: number, answerMs?: number) {
  const messages: (Ask | Tell)[] = [];
  const primary = new WorkerCounts(1, () => 1_000);
  const line = { cut: false };
  const held = Array.from({ length: count }, () => primary.hold());
  const all: SharedCounts[] = held.map(
    (mine, index) =>
      new SharedCounts(
        (message) => {
          messages.push(message);
          if (line.cut) return;
          if (message.kind === "ask") all[index]?.answered(mine.answer(message.ticket, message.limits, message.slots));
          else {
            for (const key of message.released) mine.release(key);
            for (const [other, each] of all.entries())
              if (other !== index) each.heard({ kind: "heard", failures: message.failures, charges: message.charges });
          }
        },
        () => 1_000,
        1,
        answerMs,
      ),
  );
  const worker = (index: number): SharedCounts => all[index] ?? assert.fail("no such worker");
  return { worker, held, messages, line };
}

test("a rate holds over all workers, and what one turn of the loop asks is one message", async () => {
  const { worker, messages } = workers(2);
  const decisions = await Promise.all(
    [0, 1, 0, 1, 0].map(async (index) => {
      const { allowed, remaining, retryAfterMs } = await worker(index).decide(policy, "k", 1);
      return [allowed, remaining, retryAfterMs > 0];
    }),
  );
  assert.equal(decisions.filter(([allowed]) => allowed === true).length, 3);
  assert.deepEqual(
    messages.map(({ kind }) => kind),
    ["tell", "ask", "tell", "ask"],
  );
  assert.equal((await worker(0).decide(policy, "other", 1)).remaining, 2);
  assert.equal((await worker(0).decide(policy, "other", 4)).retryAfterMs, Number.POSITIVE_INFINITY, "more than the burst never passes");
  await assert.rejects(worker(0).decide(policy, "x".repeat(257), 1), RangeError);
});

test("slots are counted over all workers; those of one that is gone are free, and nobody frees another's", async () => {
  const { worker, held } = workers(2);
  const first = await Promise.all([worker(0).acquire("a", 2), worker(1).acquire("a", 2), worker(1).acquire("a", 2)]);
  assert.deepEqual(
    first.map(Number).toSorted((a, b) => a - b),
    [0, 1, 1],
  );
  worker(0).release("a");
  worker(0).release("a");
  assert.deepEqual([await worker(0).acquire("a", 2), await worker(0).acquire("a", 2)], [true, false]);
  held[0]?.end();
  assert.deepEqual([await worker(1).acquire("a", 2), await worker(1).acquire("a", 2)], [true, false]);
});

test("failures and debts are counted at once where they happened, and at the others once they are told", () => {
  const { worker } = workers(3);
  worker(0).lockouts.fail("address 1", LOCKS, 1_000);
  worker(1).lockouts.fail("address 1", LOCKS, 1_000);
  worker(2).debts.charge("client", 500, { rate: 0.1, lentMs: 100 }, 1_000);
  assert.deepEqual(
    [0, 1, 2].map((index) => worker(index).lockouts.lockedForMs("address 1", 1_000)),
    [0, 0, 0],
  );
  for (const index of [0, 1, 2]) worker(index).flush();
  assert.deepEqual(
    [0, 1, 2].map((index) => worker(index).lockouts.lockedForMs("address 1", 1_000)),
    [1_000, 1_000, 1_000],
  );
  assert.deepEqual(
    [0, 1, 2].map((index) => worker(index).debts.waitMs("client", { rate: 0.1, lentMs: 100 }, 1_000)),
    [4_000, 4_000, 4_000],
  );
});

test("without an answer in time a call is refused, and a slot that was given too late is given back", async () => {
  const { worker, held, messages, line } = workers(1, 10);
  line.cut = true;
  const refused = [worker(0).decide(policy, "k", 1), worker(0).acquire("a", 1)];
  for (const each of await Promise.allSettled(refused)) assert.equal(each.status, "rejected");
  const ask = messages.find((message) => message.kind === "ask");
  line.cut = false;
  const answer = held[0]?.answer(ask?.ticket ?? 0, ask?.limits ?? [], ask?.slots ?? []);
  assert.deepEqual(answer?.slots, [true]);
  assert.ok(answer !== undefined);
  worker(0).answered(answer);
  assert.equal(await worker(0).acquire("a", 1), true);
});

test("when the primary is gone whoever waits is refused, and whoever comes", async () => {
  const { worker, line } = workers(1);
  line.cut = true;
  const waits = worker(0).decide(policy, "k", 1);
  worker(0).flush();
  const [waiting, late] = [assert.rejects(waits, /gone/u), (): Promise<unknown> => worker(0).acquire("a", 1)];
  worker(0).close();
  await waiting;
  await assert.rejects(late(), /gone/u);
});
