import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode, toErrorText } from "./thrown.ts";

test("whatever is thrown has a text", () => {
  const rows = [
    [new Error("broken"), "broken"],
    [new TypeError(""), ""],
    ["a word", "a word"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [7, "7"],
  ] as const;
  for (const [thrown, text] of rows) assert.equal(toErrorText(thrown), text);
  assert.equal(rows.length, 7);
});

test("a code is the text that the system or the runtime gave, and no other", () => {
  const withCode = (code: unknown): Error => Object.assign(new Error("x"), { code });
  for (const [thrown, code] of [
    [withCode("ENOENT"), "ENOENT"],
    [withCode(2), ""],
    [new Error("ENOENT"), ""],
    [{ code: "ENOENT" }, ""],
    [null, ""],
  ] as const)
    assert.equal(errorCode(thrown), code);
});
