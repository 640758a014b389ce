import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeUrlencoded } from "./urlencoded.ts";

const read = (text: string, max?: number): readonly string[] | string => {
  const pairs = decodeUrlencoded(new TextEncoder().encode(text), max);
  return "refused" in pairs ? `${pairs.refused} ${pairs.offset}` : pairs.map(({ name, value }) => `${name}=${value}`);
};

test("fields in order, decoded once, repetitions kept", () => {
  assert.deepEqual(read("a=1+2&b=%C3%A9&a=%252B&c"), ["a=1 2", "b=é", "a=%2B", "c="]);
  assert.deepEqual(read(""), []);
});

test("what has no one reading is refused with its place", () => {
  const rows = [
    ["a=é", "ascii 2"],
    ["a=%", "percent 2"],
    ["a=%ff", "utf8 2"],
    ["a=1\r\n", "character 3"],
    ["a=1 2", "character 3"],
    ["a=1\0", "character 3"],
  ] as const;
  for (const [text, refusal] of rows) assert.equal(read(text), refusal, text);
  assert.equal(rows.length, 6);
  assert.equal(read("a&b&c", 2), "count 4");
});
