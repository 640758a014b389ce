import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { CollectedBody } from "./collected_body.ts";

test("what is collected is what was added, however it was cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6_000 }), { maxLength: 20 }), (parts) => {
      const body = new CollectedBody();
      for (const part of parts) body.add(part);
      assert.deepEqual(Buffer.from(body.bytes()), Buffer.concat(parts));
      assert.equal(body.length, body.bytes().length);
    }),
    { numRuns: 100 },
  );
});

test("a body that came in one part is not copied", () => {
  const body = new CollectedBody();
  const part = Uint8Array.of(1, 2);
  body.add(part);
  body.add(new Uint8Array(0));
  assert.equal(body.bytes(), part);
});

test("a body in parts of one byte costs at most a small multiple of its bytes, and none of the parts is kept", () => {
  const body = new CollectedBody();
  const read = new Uint8Array(1 << 16).fill(7);
  const size = 1 << 20;
  for (let at = 0; at < size; at++) body.add(read.subarray(at & 0xffff, (at & 0xffff) + 1));
  const bytes = body.bytes();
  assert.equal(bytes.length, size);
  assert.notEqual(bytes.buffer, read.buffer);
  assert.ok(bytes.buffer.byteLength <= 2 * size, `${bytes.buffer.byteLength}`);
});
