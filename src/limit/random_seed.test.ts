import assert from "node:assert/strict";
import { test } from "node:test";
import { randomSeed } from "./random_seed.ts";

test("all of four random bytes are in the seed, the first one highest", () => {
  const rows: readonly (readonly [bytes: readonly number[], seed: number])[] = [
    [[0, 0, 0, 0], 0],
    [[0, 0, 0, 1], 1],
    [[0x12, 0x34, 0x56, 0x78], 0x12_34_56_78],
    [[0x7f, 0xff, 0xff, 0xff], 2 ** 31 - 1],
    [[0x80, 0, 0, 0], -(2 ** 31)],
    [[0xff, 0xff, 0xff, 0xff], -1],
  ];
  for (const [bytes, seed] of rows) {
    const asked: number[] = [];
    const random = {
      bytes: (count: number) => {
        asked.push(count);
        return Uint8Array.from(bytes);
      },
    };
    assert.equal(randomSeed(random), seed, bytes.join(" "));
    assert.deepEqual(asked, [4]);
  }
  assert.equal(rows.length, 6);
});
