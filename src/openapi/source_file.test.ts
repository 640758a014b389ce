import assert from "node:assert/strict";
import { test } from "node:test";
import { LineIndex } from "./source_file.ts";

test("an offset is a line and a column, both from 1", () => {
  const lines = new LineIndex("ab\n\ncd");
  const rows: readonly (readonly [number, number, number])[] = [
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [6, 3, 3],
  ];
  for (const [offset, line, column] of rows) assert.deepEqual(lines.position(offset), { line, column });
  assert.equal(rows.length, 5);
});
