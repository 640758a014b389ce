import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { applyMask, KEY_BYTES } from "./mask.ts";

test("the example of RFC 6455 section 5.7: a masked `Hello`", () => {
  const bytes = Uint8Array.of(0x7f, 0x9f, 0x4d, 0x51, 0x58);
  applyMask(bytes, Uint8Array.of(0x37, 0xfa, 0x21, 0x3d), 0);
  assert.equal(Buffer.from(bytes).toString(), "Hello");
});

test("by words as by bytes, wherever the bytes lie and whatever came before of the payload (section 5.3)", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }),
      fc.nat(9),
      fc.nat(7),
      (payload, key, offset, place) => {
        const held = new Uint8Array(place + payload.length + 3).fill(0xee);
        held.set(payload, place);
        applyMask(held.subarray(place, place + payload.length), key, offset);
        const expected = payload.map((byte, index) => byte ^ (key[(index + offset) % 4] ?? 0));
        assert.deepEqual(held.slice(place, place + payload.length), expected);
        assert.ok([...held.subarray(0, place), ...held.subarray(place + payload.length)].every((byte) => byte === 0xee));
      },
    ),
  );
});
