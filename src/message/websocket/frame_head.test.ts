import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameHeadReader } from "./frame_head.ts";

const KEY = [0x37, 0xfa, 0x21, 0x3d];

/** What the bytes are, and how many of them were taken to tell. */
function read(masked: boolean, bytes: readonly number[]) {
  const reader = new FrameHeadReader(masked);
  for (const [index, byte] of bytes.entries()) {
    const told = reader.take(byte);
    if (told !== null) return { told, taken: index + 1, reader };
    assert.ok(reader.midHead);
  }
  return { told: null, taken: bytes.length, reader };
}

test("the heads of RFC 6455 section 5.7", () => {
  const rows = [
    ["an unmasked text message", false, [0x81, 0x05], true, 1, 5],
    ["a masked one", true, [0x81, 0x85, ...KEY], true, 1, 5],
    ["the first fragment", false, [0x01, 0x03], false, 1, 3],
    ["the second fragment", false, [0x80, 0x02], true, 0, 2],
    ["a ping", false, [0x89, 0x05], true, 9, 5],
    ["a masked pong", true, [0x8a, 0x85, ...KEY], true, 10, 5],
    ["256 bytes", false, [0x82, 0x7e, 0x01, 0x00], true, 2, 256],
    ["64 KiB", false, [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0], true, 2, 65_536],
  ] as const;
  for (const [what, masked, bytes, fin, opcode, length] of rows) {
    const { told, taken, reader } = read(masked, bytes);
    assert.deepEqual([told, taken], ["complete", bytes.length], what);
    assert.deepEqual([reader.fin, reader.opcode, reader.length, reader.midHead], [fin, opcode, length, false], what);
    if (masked) assert.deepEqual([...reader.key], KEY, what);
  }
  assert.equal(rows.length, 8);
});

test("every other head is refused, by the first byte that tells", () => {
  const rows = [
    ["RSV1, of an extension", false, [0xc1, 0x05], "reserved_bits", 2],
    ["RSV3", true, [0x91, 0x85], "reserved_bits", 2],
    ["a reserved opcode of data", false, [0x83, 0x00], "reserved_opcode", 2],
    ["a reserved opcode of control", false, [0x8b, 0x00], "reserved_opcode", 2],
    ["a client without mask (section 5.1)", true, [0x81, 0x05], "mask_missing", 2],
    ["a server with mask", false, [0x81, 0x85], "mask_forbidden", 2],
    ["a ping in fragments (section 5.5)", false, [0x09, 0x00], "control_fragmented", 2],
    ["a close of 126 bytes", false, [0x88, 0x7e], "control_too_long", 2],
    ["125 bytes in 16 bits (section 5.2)", false, [0x82, 0x7e, 0, 125], "length_not_minimal", 4],
    ["65535 bytes in 64 bits", false, [0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff], "length_not_minimal", 10],
    ["the highest bit set", false, [0x82, 0x7f, 0x80, 0, 0, 0, 0, 1, 0, 0], "length_too_large", 10],
    ["more than a double holds", false, [0x82, 0x7f, 0, 0x20, 0, 0, 0, 0, 0, 0], "length_too_large", 10],
  ] as const;
  for (const [what, masked, bytes, fault, taken] of rows) {
    const seen = read(masked, bytes);
    assert.deepEqual([seen.told, seen.taken], [fault, taken], what);
  }
  assert.equal(rows.length, 12);
});

test("a reader is ready for the next head, and keeps nothing of the one before", () => {
  const reader = new FrameHeadReader(false);
  for (const byte of [0x82, 0x7e, 0x01]) assert.equal(reader.take(byte), null);
  assert.equal(reader.take(0x00), "complete");
  assert.equal(reader.take(0x09 | 0x80), null);
  assert.equal(reader.take(0x00), "complete");
  assert.deepEqual([reader.opcode, reader.length], [9, 0]);
  for (const byte of [0x82, 0x7f, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff]) assert.equal(reader.take(byte), null);
  assert.equal(reader.take(0xff), "complete");
  assert.equal(reader.length, Number.MAX_SAFE_INTEGER);
});
