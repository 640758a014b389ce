import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { decodeUtf8, invalidUtf8Offset, utf8Length } from "./strict_utf8.ts";

test("a byte order mark is kept, so that it can be refused", () => {
  assert.equal(decodeUtf8(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61])), "\ufeffa");
});

test("the scan and the decoder agree on every input", () => {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xc0, 0xf4, 0x90),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
      const bytes = Uint8Array.from(values);
      const offset = invalidUtf8Offset(bytes);
      assert.equal(offset === bytes.length, decodeUtf8(bytes) !== null);
      assert.notEqual(decodeUtf8(bytes.subarray(0, offset)), null);
    }),
    { numRuns: 1_000 },
  );
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
