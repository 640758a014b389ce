import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { levelOf, RECORD_LEVELS, RecordLines } from "./record_line.ts";

const slow = (record: ExchangeRecord): string => JSON.stringify({ level: levelOf(record), time: record.timeMs, ...record });
const parse = (line: string): unknown => JSON.parse(line);

test("a line says what JSON.stringify would say, whatever came before it on the stream", () => {
  fc.assert(
    fc.property(fc.array(arbitraryRecord, { maxLength: 6 }), (records) => {
      const lines = new RecordLines();
      for (const record of [...records, ...records]) assert.deepEqual(parse(lines.write(record)), parse(slow(record)));
    }),
    { numRuns: 100 },
  );
});

test("an ordinary line equals JSON.stringify byte for byte", () => {
  const lines = new RecordLines();
  for (const record of [recordWith({}), deniedRecord({ timeMs: 1 }), recordWith({ path: '/"\\\u0000é' })])
    assert.equal(lines.write(record), slow(record));
});

test("a line is one line: a line break in a value is escaped", () => {
  assert.equal(new RecordLines().write(recordWith({ path: "/a\nb", principal: "x\u2028\r\n" })).includes("\n"), false);
});

test("the level is error for the broken, warn for the refused and the would-be refused, info for the rest", () => {
  const would = { code: "c", place: "", message: "m", guard: "g", mode: "observe", would: "deny" } as const;
  assert.equal(levelOf(recordWith({})), RECORD_LEVELS.info);
  assert.equal(levelOf(recordWith({ findings: [would] })), RECORD_LEVELS.warn);
  assert.equal(levelOf(deniedRecord({})), RECORD_LEVELS.warn);
  assert.equal(levelOf(recordWith({ outcome: "failed" })), RECORD_LEVELS.error);
});
