import assert from "node:assert/strict";
import { test } from "node:test";
import { findJsonDuplicates } from "./json_duplicates.ts";

test("a key is a duplicate whatever its spelling, at any depth, and only within one object", () => {
  const text = '{"a": {"x": 1, "\\u0078": 2}, "b": [{"x": 1}, {"x": 1}], "a": 3}';
  assert.deepEqual(
    findJsonDuplicates(text, 10).map(({ code, pointer, at }) => [code, pointer, at?.column]),
    [
      ["openapi.duplicate_key", "/a/x", 16],
      ["openapi.duplicate_key", "/a", 57],
    ],
  );
});

test("no more are reported than asked for", () => {
  assert.equal(findJsonDuplicates(`{${Array.from({ length: 9 }, () => '"a":1').join(",")}}`, 3).length, 3);
});
