import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parsePointer } from "../codec/json/json_pointer.ts";
import { arrayIndex, pointerTo, valueAt } from "./json_pointer.ts";

test("the examples of RFC 6901 section 5 are found", () => {
  const document = { foo: ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8 };
  const rows: readonly (readonly [string, unknown])[] = [
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ];
  for (const [pointer, value] of rows) assert.deepEqual(valueAt(document, pointer), { found: true, value }, pointer);
  assert.equal(rows.length, 12);
});

test("what leads nowhere is not found, prototypes and array tricks included", () => {
  const document = { list: [1], text: "abc" };
  for (const pointer of [
    "/none",
    "/list/1",
    "/list/-",
    "/list/00",
    "/list/length",
    "/text/0",
    "/constructor",
    "/__proto__",
    "list",
    "/a~2b",
    "/a~",
  ]) {
    assert.deepEqual(valueAt(document, pointer), { found: false }, pointer);
  }
});

test("an index is digits without a leading zero", () => {
  assert.deepEqual(["0", "10", "01", "", "-1", "1e1", "9999999999"].map(arrayIndex), [0, 10, -1, -1, -1, -1, -1]);
});

test("tokens come back from the pointer made of them", () => {
  fc.assert(fc.property(fc.array(fc.string()), (tokens) => assert.deepEqual(parsePointer(pointerTo("", ...tokens)), tokens)));
});
