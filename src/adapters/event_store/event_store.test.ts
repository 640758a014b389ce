import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { batchOf, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EVERY_EVENT } from "../../events/query.ts";
import type { LineBatch } from "../../events/record_lines.ts";
import { EventStore, type EventStoreOptions } from "./event_store.ts";
import { readEvents } from "./follow_events.ts";

/** The first of them is denied. */
function batch(count: number): LineBatch {
  return batchOf(...Array.from({ length: count }, (_unused, index) => (index === 0 ? deniedRecord({}) : recordWith({}))));
}

/** Keeps whatever age, since the records of tests are old. */
async function start(context: TestContext, options: Partial<EventStoreOptions> = {}) {
  const file = join(temporaryFolder(context), "events.sqlite");
  const store = new EventStore({ file, retention: { maxAgeMs: Number.MAX_SAFE_INTEGER }, ...options });
  await store.start();
  context.after(() => store.close());
  return { file, store };
}

const kinds = (file: string) =>
  readEvents(file, EVERY_EVENT, 100).entries.map((entry) => (entry.kind === "exchange" ? entry.seq : entry.kind));

test("what was handed over is in the file once the store is closed, numbered in order", async (context) => {
  const { file, store } = await start(context);
  store.append(batch(2));
  store.audit({ timeMs: 1, action: "mode.set", by: "token", detail: { guard: "waf", forMs: 5 } });
  store.append(batch(1));
  await store.close();
  assert.deepEqual(kinds(file), [1, 2, "audit", 3]);
  assert.equal(store.health().stored, 3);
});

test("a query sees what was written before it", async (context) => {
  const { store } = await start(context);
  store.append(batch(3));
  const page = await store.query({ ...EVERY_EVENT, denied: true }, 10, null);
  assert.deepEqual(
    page.entries.map((entry) => entry.kind === "exchange" && entry.seq),
    [1],
  );
  assert.equal(page.next, null);
});

test("what does not fit into the queue is counted, told by number, and never waited for", async (context) => {
  const { file, store } = await start(context, { maxQueuedBytes: batch(2).bytes.length * 2 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => store.append(batch(2))),
    [true, true, false, false],
  );
  await store.flush();
  store.drop(1, "not_encodable");
  assert.equal(store.append(batch(2)), true);
  await store.flush();
  assert.deepEqual(store.health().lost, { queue_full: 4, write_failed: 0, not_encodable: 1, worker_ended: 0, unclean_stop: 0 });
  assert.equal(store.health().queuedBytes, 0);
  const losses = readEvents(file, EVERY_EVENT, 100).entries.filter((entry) => entry.kind === "lost");
  assert.deepEqual(
    losses.map((loss) => [loss.firstSeq, loss.lastSeq, loss.reason]),
    [
      [5, 8, "queue_full"],
      [9, 9, "not_encodable"],
    ],
  );
  assert.deepEqual(kinds(file), [1, 2, 3, 4, "lost", "lost", 10, 11]);
});

test("a store that can't be written loses by count, says so, and the gateway goes on", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "blocked"), "");
  const told: (string | null)[] = [];
  const { store } = await start(context, { file: join(folder, "blocked", "events.sqlite"), onHealth: (error) => told.push(error) });
  assert.ok(store.health().error);
  store.append(batch(2));
  store.audit({ timeMs: 1, action: "a", by: "token", detail: {} });
  await store.flush();
  assert.equal(store.health().lost.write_failed, 2);
  assert.equal(store.health().auditsLost, 1);
  await assert.rejects(store.query(EVERY_EVENT, 1, null));
  assert.equal(told.length, 1);
});

test("a batch over the store's own bound is lost alone; the next one is written and tells of it", async (context) => {
  const told: (string | null)[] = [];
  const retention = { maxBytes: 262_144, maxAgeMs: Number.MAX_SAFE_INTEGER };
  const { file, store } = await start(context, { retention, onHealth: (error) => told.push(error) });
  store.append(batch(2_000));
  await store.flush();
  assert.match(store.health().error ?? "", /full/u);
  store.append(batch(1));
  await store.flush();
  assert.equal(store.health().error, null);
  assert.deepEqual(
    told.map((error) => error === null),
    [false, true],
  );
  assert.deepEqual(kinds(file), ["lost", 2_001]);
});

test("after closing nothing is taken, and what comes is counted", async (context) => {
  const { store } = await start(context);
  await store.close();
  await store.close();
  assert.equal(store.append(batch(1)), false);
  assert.equal(store.health().lost.write_failed, 1);
  await assert.rejects(store.query(EVERY_EVENT, 1, null), /closed/u);
});
