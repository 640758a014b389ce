import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { toCanonicalText } from "./canonical.ts";

const free = (): boolean => true;

test("equal values have one text whatever their order and spelling, others differ", () => {
  assert.equal(toCanonicalText({ b: [1, "x"], a: null }, free), toCanonicalText({ a: null, b: [1.0, "x"] }, free));
  const texts = [1, "1", true, "true", null, "null", [], {}, [[]], [1, 2], [12], ["1,2"], { a: 1 }, [["a", 1]]].map((value) =>
    toCanonicalText(value, free),
  );
  assert.equal(new Set(texts).size, 14);
});

test("texts are equal exactly where values are", () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [left, right]: unknown[] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
      assert.equal(toCanonicalText(left, free) === toCanonicalText(right, free), isDeepStrictEqual(left, right));
    }),
    { numRuns: 300 },
  );
});

test("without steps there is no text", () => {
  assert.equal(
    toCanonicalText({ a: [1] }, () => false),
    null,
  );
});
