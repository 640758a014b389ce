import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32c } from "./crc32c.ts";

test("the examples of RFC 3720 appendix B.4, and the check value of the catalogue", () => {
  const rows: readonly (readonly [bytes: Uint8Array, sum: number])[] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
    [new TextEncoder().encode("123456789"), 0xe3069283],
    [new Uint8Array(), 0],
  ];
  for (const [bytes, sum] of rows) assert.equal(crc32c(bytes), sum);
  assert.equal(rows.length, 6);
});

test("a part may count as zeros", () => {
  const bytes = new Uint8Array(32);
  bytes.fill(7, 4, 8);
  assert.equal(crc32c(bytes, { from: 4, to: 8 }), 0x8a9136aa);
});
