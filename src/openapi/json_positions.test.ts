import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { findJsonPositions } from "./json_positions.ts";

const TEXT = `{
  "a": 1,
  "b/c": [ true, { "d\\u0065": "x" } ],
  "f": { "g": {} }
}`;

test("a member is where its key is, an element where it begins; what is missing is at its nearest ancestor", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["", "1:1"],
    ["/a", "2:3"],
    ["/b~1c/0", "3:12"],
    ["/b~1c/1", "3:18"],
    ["/b~1c/1/de", "3:20"],
    ["/f/g", "4:10"],
    ["/f/missing/deeper", "4:3"],
    ["/b~1c/9", "3:3"],
    ["/a/deeper", "2:3"],
  ];
  const found = findJsonPositions(
    TEXT,
    rows.map(([pointer]) => pointer),
  );
  for (const [pointer, wanted] of rows) {
    const { line, column } = found.get(pointer) ?? { line: 0, column: 0 };
    assert.equal(`${line}:${column}`, wanted, pointer);
  }
  assert.equal(rows.length, 9);
});

test("every pointer gets a position, for any JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom("/0", "/a", "/", "/0/0", "/~1")), (value, pointers) => {
      const found = findJsonPositions(JSON.stringify(value, null, 1), pointers);
      for (const pointer of pointers) assert.ok((found.get(pointer)?.line ?? 0) >= 1);
    }),
  );
});
