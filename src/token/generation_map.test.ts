import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { GenerationMap } from "./generation_map.ts";

test("it never holds more than its bound, and always the last half of it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 300 }), (max, keys) => {
      const map = new GenerationMap<number>(max);
      const recent: number[] = [];
      for (const key of keys) {
        map.set(String(key), key);
        recent.push(key);
        assert.ok(map.size <= max);
        for (const last of recent.slice(-1)) assert.equal(map.get(String(last)), last);
      }
    }),
  );
});

test("what is used stays, what is not used goes", () => {
  const map = new GenerationMap<number>(4);
  map.set("kept", 1);
  for (let index = 0; index < 50; index++) {
    map.set(`other${index}`, index);
    assert.equal(map.get("kept"), 1);
  }
  assert.equal(map.get("other0"), undefined);
});

test("weights bound it as entries do", () => {
  const map = new GenerationMap<number>(1_000, 100);
  for (let index = 0; index < 50; index++) map.set(String(index), index, 10);
  assert.ok(map.size <= 10);
  assert.equal(map.get("49", 10), 49);
});

test("a deleted entry is gone from both halves", () => {
  const map = new GenerationMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  map.delete("b");
  assert.deepEqual([map.get("a"), map.get("b"), map.size], [undefined, undefined, 0]);
});
