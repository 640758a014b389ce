import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { exchangeRecord, exchangeRecordSchema } from "./record_schema.ts";

test("the published schema is the one of the decoder; `scripts/record_schema.ts` writes it", () => {
  const published: unknown = JSON.parse(readFileSync(new URL("../../docs/schemas/exchange-record.json", import.meta.url), "utf8"));
  assert.deepEqual(published, exchangeRecordSchema());
});

test("every record decodes to itself and is valid by the published schema", () => {
  const validate = new Ajv2020({ strict: true }).compile(exchangeRecordSchema());
  fc.assert(
    fc.property(arbitraryRecord, (record) => {
      assert.deepEqual(exchangeRecord.parse(structuredClone(record)), record);
      assert.ok(validate(record), JSON.stringify(validate.errors));
    }),
    { numRuns: 50 },
  );
});

test("a record without a field, or with a wrong one, does not decode", () => {
  const { outcome: _outcome, ...without } = recordWith({});
  const bad: readonly unknown[] = [
    without,
    { ...recordWith({}), status: "200" },
    { ...deniedRecord({}), findings: [{ code: "x" }] },
    null,
    [],
  ];
  assert.deepEqual(
    bad.map((value) => exchangeRecord.safeParse(value).success),
    [false, false, false, false, false],
  );
});

test("a field of a later version is dropped, not refused", () => {
  assert.deepEqual(exchangeRecord.parse({ ...recordWith({}), later: 1 }), recordWith({}));
});
