import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { applyMask } from "./mask.ts";
import { isControl, isOpcode, OPCODE } from "./opcode.ts";
import { writeFrame } from "./write_frame.ts";

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const hello = new TextEncoder().encode("Hello");

test("the examples of RFC 6455 section 5.7", () => {
  assert.deepEqual([...writeFrame(OPCODE.text, true, hello, null)], [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
  assert.deepEqual([...writeFrame(OPCODE.text, true, hello, KEY)], [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
  assert.deepEqual([...writeFrame(OPCODE.text, false, hello.subarray(0, 3), null)], [0x01, 0x03, 0x48, 0x65, 0x6c]);
  assert.deepEqual([...writeFrame(OPCODE.continuation, true, hello.subarray(3), null)], [0x80, 0x02, 0x6c, 0x6f]);
  assert.deepEqual([...writeFrame(OPCODE.ping, true, hello, null)].slice(0, 2), [0x89, 0x05]);
  assert.deepEqual([...writeFrame(OPCODE.binary, true, new Uint8Array(256), null)].slice(0, 4), [0x82, 0x7e, 0x01, 0x00]);
  assert.deepEqual(
    [...writeFrame(OPCODE.binary, true, new Uint8Array(65_536), null).subarray(0, 10)],
    [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0],
  );
});

test("lengths are written in the shortest way", () => {
  const rows: readonly (readonly [length: number, head: number])[] = [
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ];
  for (const [length, head] of rows) assert.equal(writeFrame(OPCODE.binary, true, new Uint8Array(length), null).length, head + length);
  assert.equal(rows.length, 5);
});

test("masking in parts is masking as a whole, and twice is none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat(400), (bytes, key, cut) => {
      const expected = bytes.map((byte, index) => byte ^ (key[index % 4] ?? 0));
      const parts = Uint8Array.from(bytes);
      const at = Math.min(cut, bytes.length);
      applyMask(parts.subarray(0, at), key, 0);
      applyMask(parts.subarray(at), key, at);
      assert.deepEqual(parts, expected);
      applyMask(parts, key, 0);
      assert.deepEqual(parts, bytes);
    }),
  );
});

test("opcodes are those of RFC 6455 section 5.2", () => {
  const known = Array.from({ length: 16 }, (_, value) => value).filter(isOpcode);
  assert.deepEqual(known, [0, 1, 2, 8, 9, 10]);
  assert.deepEqual(known.filter(isControl), [8, 9, 10]);
});
