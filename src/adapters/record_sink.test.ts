import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../test/support/edge.ts";
import { deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { type LineBatch, linesOf, RECORD_LEVELS } from "../events/record_lines.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { fieldsOf, NO_FIELDS } from "../message/headers.ts";
import { BufferPool } from "./buffer_pool.ts";
import { RecordSink, type RecordSinkOptions } from "./record_sink.ts";

function sink(options: Partial<RecordSinkOptions> = {}, threshold: number = RECORD_LEVELS.info) {
  const batches: LineBatch[] = [];
  const drops: string[] = [];
  const logged: (readonly string[])[] = [];
  const errors: unknown[] = [];
  const store = {
    buffers: new BufferPool(),
    append: (batch: LineBatch) => batches.push(batch) > 0,
    drop: (count: number, reason: string) => void drops.push(`${count} ${reason} after ${batches.length}`),
  };
  const made = new RecordSink({
    store,
    log: { threshold, writeLines: ({ bytes }) => void logged.push(linesOf(bytes)) },
    metrics: null,
    onError: (error) => void errors.push(error),
    ...options,
  });
  const offer = (record: ExchangeRecord): void => made.offer(record, NO_FIELDS, { protocol: "1.1", contentBytes: 0 });
  return { sink: made, offer, batches, drops, logged, errors };
}

test("records leave in batches of at most the bound, with their count and times, the same text to store and log", () => {
  const { sink: made, offer, batches, logged } = sink({ maxRecords: 2 });
  for (const timeMs of [5, 3, 9]) offer(recordWith({ timeMs }));
  assert.equal(batches.length, 1);
  made.close();
  assert.deepEqual(
    batches.map(({ count, fromMs, toMs, bytes }) => [count, fromMs, toMs, linesOf(bytes).length]),
    [
      [2, 3, 5, 2],
      [1, 9, 9, 1],
    ],
  );
  assert.deepEqual(
    logged,
    batches.map((batch) => linesOf(batch.bytes)),
  );
});

test("a record waits for others no longer than the delay", async () => {
  const { sink: made, offer, batches } = sink({ delayMs: 5 });
  offer(recordWith({}));
  assert.equal(batches.length, 0);
  await eventually(() => batches.length === 1, "the batch");
  made.close();
});

test("a record that can't be written as JSON is a counted loss in its place, not an exception", () => {
  const { sink: made, offer, batches, drops, errors } = sink();
  const circular: { code: string; place: string; message: string; guard: string; mode: "enforce"; self?: unknown } = {
    code: "c",
    place: "",
    message: "",
    guard: "g",
    mode: "enforce",
  };
  circular.self = circular;
  offer(recordWith({}));
  offer(recordWith({ findings: [circular] }));
  offer(recordWith({}));
  made.close();
  assert.deepEqual(drops, ["1 not_encodable after 1"]);
  assert.equal(errors.length, 1);
  assert.equal(batches.length, 2);
});

test("what throws in one place keeps nothing from the others", () => {
  const seen: ExchangeRecord[] = [];
  const boom = (): never => {
    throw new Error("boom");
  };
  const {
    sink: made,
    offer,
    errors,
    logged,
  } = sink({ store: { buffers: new BufferPool(), append: boom, drop: boom }, metrics: { observe: boom } });
  offer(recordWith({}));
  made.flush();
  assert.equal(logged.length, 1);
  assert.equal(errors.length, 2);
  const watched = sink({ watch: (record) => void seen.push(record) });
  watched.offer(recordWith({}));
  watched.sink.close();
  assert.equal(seen.length, 1);
});

test("a log that asks for refusals only gets those, the store gets all", () => {
  const { sink: made, offer, batches, logged } = sink({}, RECORD_LEVELS.warn);
  for (const record of [recordWith({}), deniedRecord({}), recordWith({})]) offer(record);
  made.close();
  offer(recordWith({}));
  made.close();
  assert.deepEqual(
    batches.map((batch) => batch.count),
    [3, 1],
  );
  assert.deepEqual(
    logged.map((lines) => lines.length),
    [1],
  );
});

test("large records leave before the batch is full", () => {
  const { sink: made, offer, batches } = sink();
  for (let index = 0; index < 5; index++) offer(recordWith({ path: "x".repeat(100_000) }));
  assert.deepEqual(
    batches.map((batch) => batch.count),
    [2, 2],
  );
  made.close();
});

test("a log in combined format gets lines of its own, of refusals alone where it asks for those; the store gets JSON", () => {
  for (const [threshold, count] of [
    [RECORD_LEVELS.info, 2],
    [RECORD_LEVELS.warn, 1],
  ] as const) {
    const logged: string[] = [];
    const log = { threshold, writeLines: ({ bytes }: LineBatch) => void logged.push(...linesOf(bytes)) };
    const { sink: made, batches } = sink({ format: "combined", log });
    const details = { protocol: "2", contentBytes: 7 } as const;
    made.offer(recordWith({}), fieldsOf([["user-agent", "test/1"]]), details);
    made.offer(deniedRecord({}), fieldsOf([["user-agent", "test/1"]]), details);
    made.close();
    assert.equal(logged.length, count);
    assert.match(logged.at(-1) ?? "", /^192\.0\.2\.7 - - \[[^\]]+\] "GET \/orders\/7 HTTP\/2\.0" 401 7 "-" "test\/1"$/u);
    for (const { bytes } of batches) for (const line of linesOf(bytes)) assert.equal(typeof JSON.parse(line), "object");
  }
});
