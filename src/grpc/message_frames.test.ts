import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { MessageFrames } from "./message_frames.ts";

const message = (length: number, flag = 0): number[] => [flag, 0, 0, length >> 8, length & 0xff, ...Array.from({ length }, () => 7)];

test("whole messages are counted, however they are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 300 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (lengths, cuts) => {
        const bytes = Uint8Array.from(lengths.flatMap((length) => message(length)));
        const frames = new MessageFrames(300);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          assert.equal(frames.take(bytes.subarray(at, at + size)), null);
          at += size;
        }
        assert.deepEqual([frames.count, frames.whole], [lengths.length, true]);
      },
    ),
  );
});

test("a message over the limit is found by its length alone, one too many and an unknown flag at once, a cut message is not whole", () => {
  assert.equal(new MessageFrames(10).take(Uint8Array.from([0, 0, 0, 0, 11])), "too_long");
  assert.equal(new MessageFrames(10).take(Uint8Array.from([0, 0xff, 0xff, 0xff, 0xff])), "too_long");
  assert.equal(new MessageFrames(10).take(Uint8Array.from([...message(10, 1), 2])), "flag");
  assert.equal(new MessageFrames(10, 1).take(Uint8Array.from([...message(10), ...message(0)])), "too_many");
  const one = new MessageFrames(10, 1);
  assert.equal(one.take(Uint8Array.from(message(10))), null);
  assert.equal(one.take(Uint8Array.of(0)), "too_many");
  const cut = new MessageFrames(10);
  assert.equal(cut.take(Uint8Array.from(message(3).slice(0, 7))), null);
  assert.equal(cut.whole, false);
});
