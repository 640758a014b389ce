import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodeFrame, type Frame, FrameReader, MAX_BODY_BYTES, MAX_HEAD_BYTES } from "./frames.ts";

const frames = fc.array(fc.tuple(fc.json(), fc.uint8Array({ maxLength: 64 })), { maxLength: 8 });

test("what was written is read, cut into chunks anywhere", () => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (written, sizes) => {
      const bytes = Buffer.concat(written.map(([head, body]) => encodeFrame(head, body)));
      const reader = new FrameReader();
      const read: Frame[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        read.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(
        read.map(({ head, body }) => [head, new Uint8Array(body)]),
        written.map(([head, body]) => [Buffer.from(head).toString(), new Uint8Array(body)]),
      );
    }),
  );
});

test("what is longer than the bounds is refused at its lengths, before any of it came, and never written", () => {
  for (const lengths of [
    [MAX_HEAD_BYTES + 1, 0],
    [0, MAX_BODY_BYTES + 1],
    [0xffff_ffff, 0xffff_ffff],
  ] as const) {
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32BE(lengths[0], 0);
    prefix.writeUInt32BE(lengths[1], 4);
    assert.throws(() => [...new FrameReader().push(prefix)], RangeError);
  }
  assert.throws(() => encodeFrame("1", new Uint8Array(MAX_BODY_BYTES + 1)), RangeError);
});
