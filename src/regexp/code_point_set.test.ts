import assert from "node:assert/strict";
import { test } from "node:test";
import { complementOf, MAX_CODE_POINT, rangesOf, SPACES, toCodePointSet, unionOf } from "./code_point_set.ts";

test("ranges in any order become ascending and apart", () => {
  assert.deepEqual(
    toCodePointSet([
      [5, 7],
      [1, 2],
      [3, 3],
      [6, 9],
      [20, 20],
    ]),
    [1, 3, 5, 9, 20, 20],
  );
  assert.deepEqual(rangesOf([1, 3, 5, 9]), [
    [1, 3],
    [5, 9],
  ]);
});

test("a complement of a complement is the set", () => {
  for (const set of [[], [0, MAX_CODE_POINT], [0, 5], [7, MAX_CODE_POINT], SPACES]) assert.deepEqual(complementOf(complementOf(set)), set);
  assert.deepEqual(complementOf([1, 2]), [0, 0, 3, MAX_CODE_POINT]);
});

test("a union holds what either holds", () => {
  assert.deepEqual(unionOf([[1, 2], [2, 4], []]), [1, 4]);
});
