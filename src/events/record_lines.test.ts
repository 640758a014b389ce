import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import type { ExchangeRecord, RecordedFinding } from "../kernel/record.ts";
import { levelOf, linesOf, RECORD_LEVELS, RecordLines } from "./record_lines.ts";

const slow = (record: ExchangeRecord): string => JSON.stringify({ level: levelOf(record), time: record.timeMs, ...record });
const parse = (line: string): unknown => JSON.parse(line);

test("a line says what JSON.stringify would say, whatever came before it", () => {
  fc.assert(
    fc.property(fc.array(arbitraryRecord, { maxLength: 6 }), (some) => {
      const lines = new RecordLines(new ArrayBuffer(16));
      const records = [...some, ...some];
      for (const record of records) lines.add(record);
      const batch = lines.take(new ArrayBuffer(16));
      assert.equal(batch.count, records.length);
      assert.deepEqual(linesOf(batch.bytes).map(parse), records.map(slow).map(parse));
    }),
    { numRuns: 100 },
  );
});

test("ordinary lines equal JSON.stringify byte for byte, each with its line break", () => {
  const lines = new RecordLines(new ArrayBuffer(16));
  const records = [recordWith({}), recordWith({ path: "/b" }), deniedRecord({ timeMs: 1 }), recordWith({ path: '/"\\\u0000é' })];
  for (const record of records) lines.add(record);
  assert.equal(new TextDecoder().decode(lines.take(new ArrayBuffer(16)).bytes), records.map((record) => `${slow(record)}\n`).join(""));
});

test("a line is one line: a line break in a value is escaped", () => {
  const lines = new RecordLines(new ArrayBuffer(16));
  lines.add(recordWith({ path: "/a\nb", principal: "x\u2028\r\n" }));
  assert.equal(linesOf(lines.take(new ArrayBuffer(16)).bytes).length, 1);
});

test("a batch knows its number and its times, and the next begins empty", () => {
  const lines = new RecordLines(new ArrayBuffer(16));
  for (const timeMs of [5, 3, 9]) lines.add(recordWith({ timeMs }));
  const { count, fromMs, toMs } = lines.take(new ArrayBuffer(16));
  assert.deepEqual([count, fromMs, toMs], [3, 3, 9]);
  assert.deepEqual([lines.count, lines.byteLength], [0, 0]);
  assert.deepEqual(linesOf(lines.take(new ArrayBuffer(16)).bytes), []);
});

test("what has no JSON text adds nothing, and the next line is whole", () => {
  const circular: RecordedFinding & { self?: unknown } = { code: "c", place: "", message: "", guard: "g", mode: "enforce" };
  circular.self = circular;
  const lines = new RecordLines(new ArrayBuffer(16));
  lines.add(recordWith({ host: "a.example" }));
  assert.throws(() => lines.add(recordWith({ host: "b.example", findings: [circular] })));
  lines.add(recordWith({ host: "a.example" }));
  const batch = lines.take(new ArrayBuffer(16));
  assert.equal(batch.count, 2);
  assert.deepEqual(linesOf(batch.bytes), [slow(recordWith({ host: "a.example" })), slow(recordWith({ host: "a.example" }))]);
});

test("the level is error for the broken, warn for the refused and the would-be refused, info for the rest", () => {
  const would = { code: "c", place: "", message: "m", guard: "g", mode: "observe", would: "deny" } as const;
  assert.equal(levelOf(recordWith({})), RECORD_LEVELS.info);
  assert.equal(levelOf(recordWith({ findings: [would] })), RECORD_LEVELS.warn);
  assert.equal(levelOf(deniedRecord({})), RECORD_LEVELS.warn);
  assert.equal(levelOf(recordWith({ outcome: "failed" })), RECORD_LEVELS.error);
});
