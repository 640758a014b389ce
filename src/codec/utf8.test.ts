import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/utf8.ts";
import { decodeUtf8, isSecondByte, utf8ErrorAt, utf8Length, utf8SequenceLength } from "./utf8.ts";

test("well-formed bytes are text, a byte order mark included", () => {
  assert.equal(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\ufeffa");
  assert.equal(decodeUtf8(new TextEncoder().encode("aé€😀\0")), "aé€😀\0");
  assert.equal(decodeUtf8(new Uint8Array(0)), "");
});

test("overlong forms, surrogates, too large values and cut sequences are no UTF-8, at their place", () => {
  const rows: readonly (readonly [readonly number[], number])[] = [
    [[0xc0, 0xaf], 0],
    [[0x61, 0xc1, 0x81], 1],
    [[0xe0, 0x9f, 0xbf], 0],
    [[0xf0, 0x8f, 0xbf, 0xbf], 0],
    [[0xed, 0xa0, 0x80], 0],
    [[0xed, 0xbf, 0xbf], 0],
    [[0xf4, 0x90, 0x80, 0x80], 0],
    [[0xf5, 0x80, 0x80, 0x80], 0],
    [[0x61, 0x62, 0x80], 2],
    [[0xe2, 0x82], 0],
    [[0xe2, 0x82, 0x41], 0],
    [[0xff], 0],
  ];
  for (const [bytes, at] of rows) {
    assert.equal(utf8ErrorAt(Uint8Array.from(bytes)), at);
    assert.equal(decodeUtf8(Uint8Array.from(bytes)), null);
  }
  assert.equal(rows.length, 12);
});

test("one sequence is measured within its bound", () => {
  const bytes = Uint8Array.of(0xf0, 0x9f, 0x98, 0x80);
  assert.equal(utf8SequenceLength(bytes, 0, 4), 4);
  assert.equal(utf8SequenceLength(bytes, 0, 3), 0);
  assert.equal(isSecondByte(0xed, 0x9f), true);
  assert.equal(isSecondByte(0xed, 0xa0), false);
});

test("any bytes: agrees with the platform", () => {
  const byte = fc.constantFrom(0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff);
  fc.assert(fc.property(fc.array(byte, { maxLength: 8 }), (bytes) => target.run(Uint8Array.from(bytes))));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
});

test("the length in bytes is that of the encoder, up to every code point", () => {
  const text = "aé€\u{1f600}z";
  for (const [end, bytes] of [
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 6],
    [5, 10],
    [6, 11],
  ] as const)
    assert.equal(utf8Length(text, end), bytes);
});
