import assert from "node:assert/strict";
import { test } from "node:test";
import { recordWith } from "../../test/support/exchange_record.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import type { RecordBatch } from "./event_store/event_store.ts";
import { RecordSink, type RecordSinkOptions } from "./record_sink.ts";

function sink(options: Partial<RecordSinkOptions> = {}) {
  const batches: RecordBatch[] = [];
  const drops: string[] = [];
  const logged: string[] = [];
  const errors: unknown[] = [];
  const store = {
    append: (batch: RecordBatch) => batches.push(batch) > 0,
    drop: (count: number, reason: string) => void drops.push(`${count} ${reason} after ${batches.length}`),
  };
  const made = new RecordSink({
    store,
    log: { writeLines: (lines) => void logged.push(lines) },
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
    batches.map(({ count, fromMs, toMs, text }) => [count, fromMs, toMs, text.split("\n").length]),
    [
      [2, 3, 5, 2],
      [1, 9, 9, 1],
    ],
  );
  assert.deepEqual(
    logged,
    batches.map((batch) => batch.text),
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
  const { sink: made, errors, logged } = sink({ store: { append: boom, drop: boom }, metrics: { observe: boom } });
  made.offer(recordWith({}));
  made.flush();
  assert.equal(logged.length, 1);
  assert.equal(errors.length, 2);
  const watched = sink({ watch: (record) => void seen.push(record) });
  watched.sink.offer(recordWith({}));
  watched.sink.close();
  assert.equal(seen.length, 1);
});
