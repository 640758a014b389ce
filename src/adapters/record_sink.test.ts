import assert from "node:assert/strict";
import { test } from "node:test";
import { deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { type LineBatch, linesOf, RECORD_LEVELS } from "../events/record_lines.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
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
  return { sink: made, batches, drops, logged, errors };
}

test("records leave in batches of at most the bound, with their count and times, the same text to store and log", () => {
  const { sink: made, batches, logged } = sink({ maxRecords: 2 });
  for (const timeMs of [5, 3, 9]) made.offer(recordWith({ timeMs }));
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
  const { sink: made, batches } = sink({ delayMs: 5 });
  made.offer(recordWith({}));
  assert.equal(batches.length, 0);
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.equal(batches.length, 1);
  made.close();
});

test("a record that can't be written as JSON is a counted loss in its place, not an exception", () => {
  const { sink: made, batches, drops, errors } = sink();
  const circular: { code: string; place: string; message: string; guard: string; mode: "enforce"; self?: unknown } = {
    code: "c",
    place: "",
    message: "",
    guard: "g",
    mode: "enforce",
  };
  circular.self = circular;
  made.offer(recordWith({}));
  made.offer(recordWith({ findings: [circular] }));
  made.offer(recordWith({}));
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
    errors,
    logged,
  } = sink({ store: { buffers: new BufferPool(), append: boom, drop: boom }, metrics: { observe: boom } });
  made.offer(recordWith({}));
  made.flush();
  assert.equal(logged.length, 1);
  assert.equal(errors.length, 2);
  const watched = sink({ watch: (record) => void seen.push(record) });
  watched.sink.offer(recordWith({}));
  watched.sink.close();
  assert.equal(seen.length, 1);
});

test("a log that asks for refusals only gets those, the store gets all", () => {
  const { sink: made, batches, logged } = sink({}, RECORD_LEVELS.warn);
  for (const record of [recordWith({}), deniedRecord({}), recordWith({})]) made.offer(record);
  made.close();
  made.offer(recordWith({}));
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
  const { sink: made, batches } = sink();
  for (let index = 0; index < 5; index++) made.offer(recordWith({ path: "x".repeat(100_000) }));
  assert.deepEqual(
    batches.map((batch) => batch.count),
    [2, 2],
  );
  made.close();
});
