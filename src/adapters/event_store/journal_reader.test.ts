import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { batchOf, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import type { JournalEntry } from "../../events/journal.ts";
import { EVERY_EVENT, type EventFilter, parseCursor } from "../../events/query.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { openForWriting } from "./database.ts";
import { type EventPage, JournalReader } from "./journal_reader.ts";
import { DEFAULT_RETENTION, JournalWriter } from "./journal_writer.ts";

const START = 1_732_430_000_000;

/** UUIDv7 whose time is `timeMs`. */
function idAt(timeMs: number, index: number): string {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, "0")}`;
}

/** 300 records in batches of three; every tenth is denied, one a second. */
function store(context: TestContext) {
  const database = openForWriting(join(temporaryFolder(context), "events.sqlite"));
  context.after(() => database.close());
  const writer = new JournalWriter(database, DEFAULT_RETENTION, 1, START, null);
  const records = Array.from({ length: 300 }, (_unused, index): ExchangeRecord => {
    const timeMs = START + index * 1_000;
    const change = { id: idAt(timeMs, index), timeMs, operation: `op${index % 7}` };
    return index % 10 === 0 ? deniedRecord(change) : recordWith(change);
  });
  for (let at = 0; at < records.length; at += 3) {
    const { bytes, fromMs, toMs } = batchOf(...records.slice(at, at + 3));
    writer.append({ firstSeq: at + 1, lastSeq: at + 3, fromMs, toMs, bytes }, [], START);
  }
  return { database, writer, records };
}

function page(reader: JournalReader, limit: number, before: string | null): EventPage {
  const steps = reader.back(limit, before === null ? null : parseCursor(before));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const seqs = (entries: readonly JournalEntry[]): readonly (number | string)[] =>
  entries.map((entry) => (entry.kind === "exchange" ? entry.seq : entry.kind));
const with_ = (change: Partial<EventFilter>): EventFilter => ({ ...EVERY_EVENT, ...change });

test("a page holds the newest matches, oldest first, and following pages give each of the others once", (context) => {
  const { database, records } = store(context);
  for (const [filter, limit] of [
    [EVERY_EVENT, 7],
    [with_({ denied: true }), 4],
    [with_({ operation: "op3" }), 1_000],
  ] as const) {
    const reader = new JournalReader(database, filter);
    let all: readonly (number | string)[] = [];
    let before: string | null = null;
    let pages = 0;
    do {
      const found = page(reader, limit, before);
      assert.ok(found.entries.length <= limit);
      all = [...seqs(found.entries), ...all];
      before = found.next;
      pages++;
    } while (before !== null && pages < 100);
    const expected = records.flatMap((record, index) =>
      (!filter.denied || record.outcome === "denied") && (filter.operation === null || record.operation === filter.operation)
        ? [index + 1]
        : [],
    );
    assert.deepEqual(all, expected);
  }
});

test("an exchange is found by its id, and an id that is not there gives nothing", (context) => {
  const { database, records } = store(context);
  const wanted = records[123];
  const find = (id: string) => page(new JournalReader(database, with_({ id })), 10, null).entries;
  const [found] = find(wanted?.id ?? "");
  assert.deepEqual(found?.kind === "exchange" && found.record, wanted);
  assert.deepEqual(find(idAt(START + 5_000, 999)), []);
  assert.deepEqual(find("not-an-id"), []);
});

test("`since` leaves out what is older, within a batch too", (context) => {
  const { database } = store(context);
  assert.deepEqual(seqs(page(new JournalReader(database, with_({ sinceMs: START + 297_500 })), 10, null).entries), [299, 300]);
  assert.deepEqual(page(new JournalReader(database, with_({ sinceMs: START + 1_000_000 })), 10, null).entries, []);
});

test("losses are told whatever the filter; operators' entries only without one", (context) => {
  const { database, writer } = store(context);
  writer.audit({ timeMs: START, action: "mode.set", by: "token", detail: { guard: "waf" } });
  writer.appendLosses([{ firstSeq: 301, lastSeq: 400, reason: "queue_full" }], START + 400_000);
  assert.deepEqual(seqs(page(new JournalReader(database, with_({ denied: true })), 2, null).entries), [291, "lost"]);
  assert.deepEqual(seqs(page(new JournalReader(database, EVERY_EVENT), 3, null).entries), [300, "audit", "lost"]);
});

test("forwards, each match is told once and in order, however it is cut", (context) => {
  const { database } = store(context);
  const reader = new JournalReader(database, with_({ denied: true }));
  let next = 0;
  let all: readonly (number | string)[] = [];
  for (let step = 0; step < 10; step++) {
    const found = reader.forward(next);
    all = [...all, ...seqs(found.entries)];
    next = found.next;
  }
  assert.deepEqual(
    all,
    Array.from({ length: 30 }, (_unused, index) => index * 10 + 1),
  );
  assert.equal(next, reader.end());
});

test("a line that can't be read is told of, not hidden", (context) => {
  const { database, writer } = store(context);
  writer.append(
    {
      firstSeq: 301,
      lastSeq: 302,
      fromMs: START,
      toMs: START + 400_000,
      bytes: new TextEncoder().encode('{"id":1}\n{"outcome":"denied",\n'),
    },
    [],
    START,
  );
  const entries = page(new JournalReader(database, EVERY_EVENT), 2, null).entries;
  assert.deepEqual(seqs(entries), ["unreadable", "unreadable"]);
});
