import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ByteQueue } from "./byte_queue.ts";

const unread = (queue: ByteQueue): number[] => [...queue.bytes.subarray(queue.start, queue.end)];

test("a chunk that finds nothing unread is borrowed, not copied", () => {
  const queue = new ByteQueue();
  const chunk = Uint8Array.of(1, 2, 3);
  queue.push(chunk);
  assert.equal(queue.bytes, chunk);
});

test("after keep the caller may reuse its chunk", () => {
  const queue = new ByteQueue();
  const chunk = Uint8Array.of(1, 2, 3);
  queue.push(chunk);
  queue.start = 1;
  queue.keep();
  chunk.fill(9);
  assert.deepEqual(unread(queue), [2, 3]);
  queue.clear();
  assert.equal(queue.length, 0);
});

test("whatever is pushed, read and kept, the unread bytes are those not read yet, in order", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("push" as const), size: fc.nat(3000) }),
    fc.record({ kind: fc.constant("read" as const), size: fc.nat(3000) }),
    fc.record({ kind: fc.constant("keep" as const), size: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new ByteQueue();
      const expected: number[] = [];
      let next = 0;
      for (const { kind, size } of steps) {
        if (kind === "push") {
          const chunk = Uint8Array.from({ length: size }, () => next++ & 0xff);
          expected.push(...chunk);
          queue.push(chunk);
        } else if (kind === "read") {
          const taken = Math.min(size, queue.length);
          queue.start += taken;
          expected.splice(0, taken);
        } else queue.keep();
        assert.deepEqual(unread(queue), expected);
      }
    }),
    { numRuns: 50 },
  );
});

test("bytes that come one at a time are copied into few buffers, and a reader in step needs one small one", () => {
  const buffers = new Set<ArrayBufferLike>();
  const growing = new ByteQueue();
  for (let count = 0; count < 100_000; count += 1) {
    growing.push(Uint8Array.of(1));
    growing.keep();
    buffers.add(growing.bytes.buffer);
  }
  assert.ok(buffers.size <= 9, `${buffers.size} buffers`);
  const sliding = new ByteQueue();
  for (let count = 0; count < 10_000; count += 1) {
    sliding.push(Uint8Array.of(1, 2));
    sliding.keep();
    if (sliding.length > 10) sliding.start += 2;
  }
  assert.ok(sliding.bytes.length <= 1024);
});

test("what is taken is a copy, of a Buffer too", () => {
  const queue = new ByteQueue();
  const chunk = Buffer.from([1, 2, 3]);
  queue.push(chunk);
  queue.start = 1;
  const rest = queue.take();
  chunk.fill(9);
  assert.deepEqual([...rest], [2, 3]);
  assert.equal(queue.length, 0);
});

test("a large buffer is let go once it is empty", () => {
  const queue = new ByteQueue();
  queue.push(new Uint8Array(100_000));
  queue.keep();
  queue.start = queue.end;
  queue.keep();
  assert.equal(queue.bytes.length, 0);
});
