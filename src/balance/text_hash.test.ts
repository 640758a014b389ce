import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { mixed, textHash } from "./text_hash.ts";

test("the final mix is MurmurHash3's", () => {
  // fmix32 of the reference implementation (smhasher, MurmurHash3.cpp), computed by hand for these.
  assert.equal(mixed(0), 0);
  assert.equal(mixed(1), 0x514e28b7);
});

test("hashes are 32 bits without sign, the same for the same text", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, seed) => {
      const hash = textHash(text, seed);
      assert.ok(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32);
      assert.equal(textHash(text, seed), hash);
    }),
  );
});

test("texts that hardly differ are spread evenly", () => {
  const counts = new Map<number, number>();
  for (let index = 0; index < 16_000; index++) {
    const bucket = textHash(`10.0.${index >> 8}.${index & 255}`) >>> 28;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  assert.equal(counts.size, 16);
  for (const count of counts.values()) assert.ok(count > 850 && count < 1_150, String(count));
});
