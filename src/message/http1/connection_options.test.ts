import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../headers.ts";
import { FramingFields } from "./body_length.ts";
import { readConnection } from "./connection_options.ts";

/** `close`, the upgrade and the names that are left, or the code of the refusal. */
function read(minor: 0 | 1, ...pairs: readonly (readonly [string, string])[]): readonly unknown[] | string {
  const fields = fieldsOf(pairs);
  const reading = readConnection(fields, new FramingFields(fields), minor);
  if (reading.kind === "fault") return `${reading.code} ${reading.place}`;
  return [reading.close, reading.upgrade, Array.from({ length: reading.fields.length }, (_, index) => reading.fields.nameAt(index))];
}

test("Connection says how it goes on, to what, and what stays behind", () => {
  const rows: readonly (readonly [ReturnType<typeof read>, ReturnType<typeof read>])[] = [
    [read(1, ["host", "a"]), [false, null, ["host"]]],
    [read(1, ["connection", "Close"]), [true, null, ["connection"]]],
    [read(0, ["connection", "keep-alive"]), [false, null, ["connection"]]],
    [read(1, ["connection", "upgrade"], ["upgrade", "a"], ["upgrade", "b"]), [false, "a, b", ["connection", "upgrade", "upgrade"]]],
    [read(0, ["connection", "upgrade"], ["upgrade", "a"]), [false, null, ["connection", "upgrade"]]],
    [read(1, ["upgrade", "a"]), [false, null, ["upgrade"]]],
    [read(1, ["connection", "hint, close"], ["hint", "1"], ["other", "2"]), [true, null, ["connection", "other"]]],
    [read(1, ["connection", "authorization"]), "connection_nominates header:connection"],
    [read(1, ["connection", "a b"]), "connection_malformed header:connection"],
  ];
  for (const [actual, expected] of rows) assert.deepEqual(actual, expected);
  assert.equal(rows.length, 9);
});
