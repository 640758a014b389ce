import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor, toUint16s } from "./byte_cursor.ts";

test("numbers and vectors end where the bytes end", () => {
  const cursor = new ByteCursor(new Uint8Array([1, 2, 2, 9, 8, 0, 3, 7]));
  assert.equal(cursor.number(2), 0x0102);
  assert.deepEqual(cursor.vector(1), new Uint8Array([9, 8]));
  assert.equal(cursor.vector(2), null);
  assert.equal(cursor.number(2), null);
  assert.deepEqual([cursor.left, cursor.take(2), cursor.number(1), cursor.number(1)], [1, null, 7, null]);
});

test("two bytes are a number, one is left over", () => {
  assert.deepEqual(toUint16s(new Uint8Array([1, 0, 255, 255])), [256, 65_535]);
  assert.deepEqual(toUint16s(new Uint8Array()), []);
  assert.equal(toUint16s(new Uint8Array([1])), null);
});
