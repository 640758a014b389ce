import assert from "node:assert/strict";
import { test } from "node:test";
import { LINES_CAPACITY } from "../events/record_lines.ts";
import { BufferPool } from "./buffer_pool.ts";

test("a buffer that came back is used again; one of another size is not, nor one that was given away", () => {
  const pool = new BufferPool();
  const first = pool.take();
  assert.equal(first.byteLength, LINES_CAPACITY);
  pool.give(first);
  assert.equal(pool.take(), first);
  pool.give(new ArrayBuffer(1));
  first.transfer();
  pool.give(first);
  assert.equal(pool.take().byteLength, LINES_CAPACITY);
});

test("only so many are kept", () => {
  const pool = new BufferPool();
  const buffers = Array.from({ length: 20 }, () => pool.take());
  for (const buffer of buffers) pool.give(buffer);
  const again = new Set(Array.from({ length: 20 }, () => pool.take()));
  assert.equal(buffers.filter((buffer) => again.has(buffer)).length, 16);
});
