import assert from "node:assert/strict";
import { test } from "node:test";
import { parseByteSize } from "./byte_size.ts";

test("a size is digits and a binary unit", () => {
  const rows: readonly (readonly [string, number])[] = [
    ["0", 0],
    ["512", 512],
    ["512B", 512],
    ["256KB", 262_144],
    ["256 kib", 262_144],
    ["1MB", 1_048_576],
    ["2gb", 2_147_483_648],
  ];
  for (const [text, bytes] of rows) assert.equal(parseByteSize(text), bytes, text);
  assert.equal(rows.length, 7);
});

test("what is not a size is null", () => {
  const rows = ["", " ", "MB", "-1", "1.5MB", "1e6", "1  MB", "1MB ", "1 ", "1TB", "99999999999GB", "1".repeat(30)];
  for (const text of rows) assert.equal(parseByteSize(text), null, text);
  assert.equal(rows.length, 12);
});
