import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePointer, toPointerToken, toShownToken } from "./json_pointer.ts";

test("pointers of RFC 6901 section 5 give their tokens", () => {
  const rows: readonly (readonly [pointer: string, tokens: readonly string[] | null])[] = [
    ["", []],
    ["/foo", ["foo"]],
    ["/foo/0", ["foo", "0"]],
    ["/", [""]],
    ["/a~1b", ["a/b"]],
    ["/m~0n", ["m~n"]],
    ["/~01", ["~1"]],
    ["foo", null],
    ["/~2", null],
    ["/~", null],
  ];
  for (const [pointer, tokens] of rows) assert.deepEqual(parsePointer(pointer), tokens, pointer);
  assert.equal(rows.length, 10);
});

test("a token is escaped so that it reads back", () => {
  for (const name of ["a/b", "~1", "~/", "plain", ""]) assert.deepEqual(parsePointer(`/${toPointerToken(name)}`), [name]);
});

test("a shown token is bounded", () => {
  assert.equal(toShownToken("a/b"), "a~1b");
  assert.equal(toShownToken("x".repeat(500)).length, 65);
});
