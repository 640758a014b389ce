import assert from "node:assert/strict";
import { test } from "node:test";
import { scanEscapes } from "./scan_escapes.ts";

test("escapes end at the quote, and what decoding saves is counted", () => {
  const rows: readonly (readonly [rest: string, end: number, saved: number])[] = [
    ['"', 0, 0],
    ['\\n\\""x', 4, 2],
    ['a\\u00e9b"', 8, 5],
    ['\\ud83d\\ude00"', 12, 10],
  ];
  for (const [rest, end, saved] of rows) assert.deepEqual(scanEscapes(rest, 0), { ok: true, end, saved }, rest);
  assert.equal(rows.length, 4);
});

test("what is no escape, and half a surrogate pair, is refused at its backslash", () => {
  const rows: readonly (readonly [rest: string, code: string, at: number])[] = [
    ['a\\x"', "json.syntax", 1],
    ['\\u12"', "json.syntax", 0],
    ["abc", "json.syntax", 3],
    ["\\", "json.syntax", 0],
    ['a\u0000"', "json.control_character", 1],
    ['\\ud800\\ud800"', "json.lone_surrogate", 0],
    ['\\udc00"', "json.lone_surrogate", 0],
  ];
  for (const [rest, code, at] of rows) assert.deepEqual(scanEscapes(rest, 0), { ok: false, code, at }, rest);
  assert.equal(rows.length, 7);
});
