import assert from "node:assert/strict";
import { test } from "node:test";
import { type Loss, MAX_BATCH, MAX_QUEUED, Outbox, type OutboxOptions } from "./outbox.ts";

type Result = Awaited<ReturnType<OutboxOptions<number>["send"]>>;
const SENT: Result = { sent: { kind: "sent", answer: new Uint8Array() }, rejected: 0 };
const AGAIN: Result = { sent: { kind: "again", afterMs: null, reason: "503" }, rejected: 0 };
const REFUSED: Result = { sent: { kind: "refused", reason: "400" }, rejected: 0 };

interface Case {
  readonly outbox: Outbox<number>;
  readonly batches: (readonly number[])[];
  readonly lost: Partial<Record<Loss, number>>;
  readonly went: (string | null)[];
}

function outboxOf(answer: (attempt: number, signal: AbortSignal) => Result | Promise<Result>, pauseMs: number = 1): Case {
  const batches: (readonly number[])[] = [];
  const lost: Partial<Record<Loss, number>> = {};
  const went: (string | null)[] = [];
  const outbox = new Outbox<number>({
    send: async (items, signal) => {
      batches.push(items);
      return await answer(batches.length, signal);
    },
    lost: (count, why) => {
      lost[why] = (lost[why] ?? 0) + count;
    },
    went: (failure) => void went.push(failure),
    pauseMs,
  });
  return { outbox, batches, lost, went };
}

const items = (count: number): readonly number[] => Array.from({ length: count }, (_unused, index) => index);

test("a full batch leaves at once, the rest at the end", async () => {
  const { outbox, batches, lost } = outboxOf(() => SENT);
  outbox.offer(items(MAX_BATCH));
  assert.equal(batches.length, 1);
  outbox.offer(items(3));
  await outbox.close(1_000);
  assert.deepEqual(
    batches.map(({ length }) => length),
    [MAX_BATCH, 3],
  );
  assert.deepEqual(lost, {});
  outbox.offer(items(2));
  assert.deepEqual(lost, { shutdown: 2 });
});

test("what waits is bounded; what comes while it is full is lost and counted", async () => {
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { outbox, lost } = outboxOf(() => held.then(() => SENT));
  outbox.offer(items(MAX_BATCH));
  for (let index = 0; index < MAX_QUEUED; index++) outbox.offer([index]);
  assert.equal(outbox.queued, MAX_QUEUED);
  outbox.offer([1]);
  outbox.offer([1, 2]);
  assert.deepEqual([outbox.queued, lost], [MAX_QUEUED, { queue_full: 3 }]);
  letGo();
  await outbox.close(1_000);
  assert.deepEqual([outbox.queued, lost], [0, { queue_full: 3 }]);
});

test("the same batch is sent again where the collector lets it, five times at most", async () => {
  const { outbox, batches, lost, went } = outboxOf((attempt) => (attempt < 3 ? AGAIN : SENT));
  outbox.offer(items(MAX_BATCH));
  while (went.length < 3) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.deepEqual([batches.length, lost, went], [3, {}, ["503", "503", null]]);
  const never = outboxOf(() => AGAIN);
  never.outbox.offer(items(MAX_BATCH));
  while (never.lost.export_failed === undefined) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.deepEqual([never.batches.length, never.lost], [5, { export_failed: MAX_BATCH }]);
  await Promise.all([outbox.close(1_000), never.outbox.close(1_000)]);
});

test("what the collector refuses is not sent again; what it did not keep of a batch is counted", async () => {
  const refused = outboxOf(() => REFUSED);
  refused.outbox.offer(items(7));
  await refused.outbox.close(1_000);
  assert.deepEqual([refused.batches.length, refused.lost], [1, { export_failed: 7 }]);
  const partly = outboxOf(() => ({ ...SENT, rejected: 4 }));
  partly.outbox.offer(items(7));
  await partly.outbox.close(1_000);
  assert.deepEqual(partly.lost, { export_failed: 4 });
});

test("the end waits for nobody longer than it is told: a pause is cut short, a silent collector given up", async () => {
  const pausing = outboxOf((attempt) => (attempt === 1 ? AGAIN : SENT), 60_000);
  pausing.outbox.offer(items(MAX_BATCH));
  while (pausing.went.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await pausing.outbox.close(5_000);
  assert.deepEqual([pausing.batches.length, pausing.lost], [2, {}]);
  const silent = outboxOf((_attempt, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(AGAIN))));
  silent.outbox.offer(items(MAX_BATCH + 5));
  await silent.outbox.close(20);
  assert.deepEqual(silent.lost, { shutdown: MAX_BATCH + 5 });
});
