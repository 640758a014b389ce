import assert from "node:assert/strict";
import { test } from "node:test";
import { isFieldValue, isTargetText, QUERY_BYTE, TARGET_BYTE, TOKEN_LOWER, VALUE_BYTE } from "./byte_class.ts";

const count = (table: Uint8Array): number => table.filter((value) => value !== 0).length;

test("a token byte is a letter, a digit or one of fifteen symbols, and folds to lower case", () => {
  assert.equal(count(TOKEN_LOWER), 26 * 2 + 10 + 15);
  assert.equal(TOKEN_LOWER[0x41], 0x61);
  assert.equal(TOKEN_LOWER[0x7a], 0x7a);
  for (const character of '"(),/:;<=>?@[\\]{} \t\0\x7f\x80') assert.equal(TOKEN_LOWER[character.charCodeAt(0)], 0);
});

test("a value byte is anything but a control, HTAB excepted", () => {
  assert.equal(count(VALUE_BYTE), 256 - 33 + 1);
  for (const byte of [0, 0x08, 0x0a, 0x0d, 0x1f, 0x7f]) assert.equal(VALUE_BYTE[byte], 0);
});

test("a target byte is visible ASCII without the ten that are never in a URI on the wire, and `?`; its query has that and what browsers do not encode", () => {
  assert.equal(count(TARGET_BYTE), 94 - 11);
  assert.equal(count(QUERY_BYTE), 94 - 5);
  for (const refused of '#"<>\\ \x7f\x80') assert.equal(QUERY_BYTE[refused.charCodeAt(0)], 0, refused);
});

test("what stands behind the `?` may have more characters than what stands before it", () => {
  const rows: readonly (readonly [target: string, good: boolean])[] = [
    ["/a?b={c}|^`??", true],
    ["/a?", true],
    ["/a|b", false],
    ["/{a}?b", false],
    ['/a?b="c"', false],
    ["/a?b#c", false],
    ["/a?b\\c", false],
  ];
  for (const [target, good] of rows) assert.equal(isTargetText(target), good, target);
  assert.equal(rows.length, 7);
});

test("the empty text is no target, but a value", () => {
  assert.deepEqual([isTargetText(""), isFieldValue("")], [false, true]);
});

test("a value has no blank at either end and nothing outside latin1", () => {
  for (const bad of [" a", "a\t", "a\r\nb", "a\0", "\u0100"]) assert.equal(isFieldValue(bad), false);
  assert.equal(isFieldValue("a \t\xff b"), true);
});
