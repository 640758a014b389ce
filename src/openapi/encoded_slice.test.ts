import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodedSlice } from "./encoded_slice.ts";

test("a slice is found by its place in the decoded text", () => {
  const rows: readonly (readonly [string, number, number, string])[] = [
    ["a%2Cb", 0, 2, "a%2C"],
    ["a%2Cb", 1, 2, "%2C"],
    ["%C3%A9x", 1, 2, "x"],
    ["%F0%9F%98%80x", 2, 3, "x"],
    ["%F0%9F%98%80x", 0, 2, "%F0%9F%98%80"],
    ["abc", 3, 3, ""],
    ["abc", 1, 1, ""],
  ];
  for (const [encoded, from, to, wanted] of rows) assert.equal(encodedSlice(encoded, from, to), wanted, encoded);
  assert.equal(rows.length, 7);
});

test("decoding a slice gives the slice of the decoded text", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", ",", "é", "😀", "%", "/"), { maxLength: 12 }),
      fc.nat(12),
      fc.nat(12),
      (characters, one, other) => {
        const [from, to] = one <= other ? [one, other] : [other, one];
        const before = characters.slice(0, from).join("");
        const wanted = characters.slice(from, to).join("");
        const encoded = encodeURIComponent(characters.join(""));
        assert.equal(decodeURIComponent(encodedSlice(encoded, before.length, before.length + wanted.length)), wanted);
      },
    ),
  );
});
