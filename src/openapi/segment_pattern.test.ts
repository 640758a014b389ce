import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compareSegmentPatterns, matchesSegment, readSegment } from "./segment_pattern.ts";

/** Every way to read `text`, by brute force. */
function readings(literals: readonly string[], text: string): readonly (readonly string[])[] {
  const [literal = "", ...rest] = literals;
  if (!text.startsWith(literal)) return [];
  const after = text.slice(literal.length);
  if (rest.length === 0) return after === "" ? [[]] : [];
  const found: (readonly string[])[] = [];
  for (let length = 1; length <= after.length; length += 1) {
    for (const tail of readings(rest, after.slice(length))) found.push([after.slice(0, length), ...tail]);
  }
  return found;
}

const letters = (minLength: number) => fc.string({ unit: fc.constantFrom("a", "."), minLength, maxLength: 3 });
const pattern = fc
  .tuple(letters(0), fc.array(letters(1), { maxLength: 3 }), letters(0))
  .map(([first, inner, last]) => ({ literals: [first, ...inner, last] }));

test("reading agrees with brute force: no way, one way, or several", () => {
  fc.assert(
    fc.property(pattern, fc.string({ unit: fc.constantFrom("a", "."), maxLength: 12 }), ({ literals }, text) => {
      const all = readings(literals, text);
      const reading = readSegment({ literals }, text);
      assert.equal(matchesSegment({ literals }, text), all.length > 0);
      if (all.length === 0) assert.equal(reading.kind, "none");
      else if (all.length > 1) assert.equal(reading.kind, "several");
      else assert.deepEqual(reading, { kind: "one", values: all[0] });
    }),
    { numRuns: 500 },
  );
});

test("more literal text is tried first, and the order is total", () => {
  const json = { literals: ["", ".json"] };
  const dot = { literals: ["", ".", ""] };
  const two = { literals: ["", ".", ".", ""] };
  assert.ok(compareSegmentPatterns(json, dot) < 0 && compareSegmentPatterns(two, dot) < 0 && compareSegmentPatterns(dot, json) > 0);
  assert.equal(compareSegmentPatterns(dot, { literals: ["", ".", ""] }), 0);
  assert.ok(compareSegmentPatterns({ literals: ["a", ""] }, { literals: ["b", ""] }) < 0);
});
