import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { latin1Text } from "./latin1.ts";

test("every byte is the code unit of its number, unlike windows-1252", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const text = latin1Text(all, 0, 256);
  for (let byte = 0; byte < 256; byte += 1) assert.equal(text.charCodeAt(byte), byte);
});

test("the pure conversion agrees with the native one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, from) => {
      const start = Math.min(from, bytes.length);
      const text = latin1Text(bytes, start, bytes.length);
      assert.equal(text, Buffer.from(bytes).toString("latin1", start));
    }),
  );
});

test("text longer than one batch is whole", () => {
  assert.equal(latin1Text(new Uint8Array(10_000).fill(0x61), 0, 10_000), "a".repeat(10_000));
});
