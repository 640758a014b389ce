import assert from "node:assert/strict";
import { test } from "node:test";
import { DIGITS } from "./code_point_set.ts";
import { PatternFault, type PatternText, readClass, readEscape } from "./ecma_atom.ts";

const at = (source: string, index: number): PatternText => ({ source, at: index, property: () => null });

test("an escape is one code point or a set", () => {
  const rows: readonly (readonly [escape: string, meaning: number | readonly number[]])[] = [
    ["n", 10],
    ["cJ", 10],
    ["x41", 65],
    ["u0041", 65],
    ["u{1F600}", 0x1f600],
    ["uD83D\\uDE00", 0x1f600],
    ["uD83D\\u0041", 0xd83d],
    ["0", 0],
    ["/", 47],
    ["-", 45],
    ["d", DIGITS],
  ];
  for (const [escape, meaning] of rows) assert.deepEqual(readEscape(at(`\\${escape}`, 1), false), meaning, escape);
  assert.equal(rows.length, 11);
});

test("an unknown escape says so and where", () => {
  assert.throws(
    () => readEscape(at("a\\q", 2), false),
    (fault) => fault instanceof PatternFault && fault.at === 1 && fault.message.includes("\\q"),
  );
});

test("a class is the union of its parts, `-` beside a class escape itself", () => {
  const rows: readonly (readonly [rest: string, set: readonly number[]])[] = [
    ["]", []],
    ["a-c]", [97, 99]],
    ["-a]", [45, 45, 97, 97]],
    ["a-]", [45, 45, 97, 97]],
    ["\\d-a]", [45, 45, 48, 57, 97, 97]],
    ["\\]]", [93, 93]],
    ["\\b]", [8, 8]],
  ];
  for (const [rest, set] of rows) assert.deepEqual(readClass(at(`[${rest}`, 1)), set, rest);
  assert.equal(rows.length, 7);
});
