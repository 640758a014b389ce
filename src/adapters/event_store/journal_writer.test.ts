import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { batchOf as linesOf, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EVERY_EVENT } from "../../events/query.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { openForWriting } from "./database.ts";
import { JournalReader } from "./journal_reader.ts";
import { DEFAULT_RETENTION, JournalWriter, type Retention, type StoredBatch } from "./journal_writer.ts";

const NOW = 1_732_430_100_000;
const GONE_PID = 2 ** 30;

function batchOf(firstSeq: number, records: readonly ExchangeRecord[]): StoredBatch {
  const { bytes, count, fromMs, toMs } = linesOf(...records);
  return { firstSeq, lastSeq: firstSeq + count - 1, fromMs, toMs, bytes };
}

function open(context: TestContext, retention: Partial<Retention> = {}, file = join(temporaryFolder(context), "events.sqlite"), pid = 1) {
  const database = openForWriting(file);
  context.after(() => {
    if (database.isOpen) database.close();
  });
  return { file, database, writer: new JournalWriter(database, { ...DEFAULT_RETENTION, ...retention }, pid, NOW, null) };
}

function entriesIn({ database }: ReturnType<typeof open>) {
  return [...new JournalReader(database, EVERY_EVENT).forward(0).entries];
}

test("losses stand before the batch they came before", (context) => {
  const store = open(context);
  store.writer.append(batchOf(1, [recordWith({})]), [], NOW);
  store.writer.append(batchOf(5, [recordWith({}), deniedRecord({})]), [{ firstSeq: 2, lastSeq: 4, reason: "queue_full" }], NOW);
  const seen = entriesIn(store).map((entry) => (entry.kind === "exchange" ? entry.seq : entry.kind));
  assert.deepEqual(seen, [1, "lost", 5, 6]);
  assert.equal(store.writer.recordCount, 3);
});

test("a batch that can't be written leaves nothing of itself, its losses neither", (context) => {
  const store = open(context);
  store.database.exec("CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN new.kind = 'records' BEGIN SELECT raise(ABORT, 'refused'); END");
  assert.throws(
    () => store.writer.append(batchOf(5, [recordWith({})]), [{ firstSeq: 2, lastSeq: 4, reason: "queue_full" }], NOW),
    /refused/u,
  );
  assert.deepEqual(entriesIn(store), []);
});

test("a run that was not ended is told of by the next one, a run that was is not", (context) => {
  const first = open(context, {}, undefined, GONE_PID);
  first.writer.append(batchOf(1, [recordWith({}), recordWith({})]), [], NOW);
  first.database.close();
  const second = open(context, {}, first.file, GONE_PID + 1);
  assert.deepEqual(entriesIn(second).at(-1), { kind: "lost", run: 1, timeMs: NOW, firstSeq: 3, lastSeq: null, reason: "unclean_stop" });
  assert.equal(second.writer.run, 2);
  second.writer.end(NOW);
  second.database.close();
  const third = open(context, {}, first.file, GONE_PID + 2);
  assert.equal(entriesIn(third).filter((entry) => entry.kind === "lost").length, 1);
});

test("the oldest go when there are too many records, or when they are too old, a few at a time", (context) => {
  const many = open(context, { maxRecords: 10 });
  for (let batch = 0; batch < 10; batch++) many.writer.append(batchOf(batch * 2 + 1, [recordWith({}), recordWith({})]), [], NOW);
  assert.equal(many.writer.recordCount, 10);
  assert.deepEqual(
    entriesIn(many).map((entry) => (entry.kind === "exchange" ? entry.seq : 0)),
    [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
  );
  const old = open(context, { maxAgeMs: 1_000 });
  old.writer.audit({ timeMs: 1, action: "mode.set", by: "token", detail: {} });
  for (let batch = 0; batch < 6; batch++) old.writer.append(batchOf(batch + 1, [recordWith({ timeMs: NOW - 900 })]), [], NOW);
  assert.equal(old.writer.trim(NOW + 50), false);
  assert.equal(old.writer.recordCount, 6);
  assert.equal(old.writer.trim(NOW + 200), true);
  assert.equal(old.writer.recordCount, 2);
  assert.equal(old.writer.trim(NOW + 200), false);
  assert.deepEqual(
    entriesIn(old).map((entry) => entry.kind),
    ["audit"],
  );
});

test("the file stays within its size while records keep coming", (context) => {
  const maxBytes = 1_048_576;
  const store = open(context, { maxBytes });
  const records = Array.from({ length: 100 }, (_unused, index) => recordWith({ path: `/orders/${index}/${"x".repeat(500)}` }));
  for (let batch = 0; batch < 60; batch++) store.writer.append(batchOf(batch * 100 + 1, records), [], NOW);
  const used = store.database
    .prepare("SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size")
    .get();
  assert.ok(Number(used?.["bytes"]) <= maxBytes * 1.25, JSON.stringify(used));
  assert.ok(store.writer.recordCount > 300 && store.writer.recordCount < 1_300, `${store.writer.recordCount}`);
});

test("a full file is made room in; a batch that can never fit is an error", (context) => {
  const store = open(context, { maxBytes: 262_144 });
  const big = (seq: number, size: number) => batchOf(seq, [recordWith({ path: `/${"x".repeat(size)}` })]);
  for (let seq = 1; seq <= 5; seq++) store.writer.append(big(seq, 100_000), [], NOW);
  assert.ok(store.writer.recordCount >= 1 && store.writer.recordCount <= 3);
  assert.throws(() => store.writer.append(big(6, 1_000_000), [], NOW), /full/u);
  store.writer.append(big(7, 100_000), [], NOW);
  assert.equal(entriesIn(store).at(-1)?.kind, "exchange");
});

test("the views show records and audit entries one by one to whoever opens the file", (context) => {
  const store = open(context);
  store.writer.append(batchOf(1, [recordWith({}), deniedRecord({})]), [], NOW);
  store.writer.audit({ timeMs: 5, action: "mode.set", by: "token", detail: { guard: "waf" } });
  const rows = store.database.prepare('SELECT seq, outcome, "by", status FROM events ORDER BY seq').all();
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { seq: 1, outcome: "forwarded", by: null, status: 200 },
      { seq: 2, outcome: "denied", by: "authn", status: 401 },
    ],
  );
  assert.deepEqual(
    { ...store.database.prepare("SELECT action, detail FROM audit").get() },
    { action: "mode.set", detail: '{"guard":"waf"}' },
  );
});
