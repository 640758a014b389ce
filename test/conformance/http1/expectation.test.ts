import assert from "node:assert/strict";
import { test } from "node:test";
import { isExpected } from "./expectation.ts";

const TABLE: readonly (readonly [expected: string, status: number | null, closed: boolean, allowed: boolean])[] = [
  ["400", 400, true, true],
  ["400", 200, false, false],
  ["400 or close", null, true, true],
  ["400 or close", 405, false, false],
  ["400 or close (pass), 2xx (warn)", 204, false, true],
  ["400/501 or close", 501, false, true],
  ["400/close/timeout", null, false, true],
  ["2xx + close", 200, true, true],
  ["2xx + close", 200, false, false],
  ["400 or 2xx/404", 404, false, true],
  ["!101", 200, false, true],
  ["!101", 101, false, false],
];

test("the words of an expectation are read as alternatives", () => {
  for (const [expected, status, closed, allowed] of TABLE)
    assert.equal(isExpected(expected, { status, closed }), allowed, `${expected} with ${status}`);
  assert.equal(TABLE.length, 12);
});

test("an unknown word is an error, not a pass", () => {
  assert.throws(() => isExpected("perhaps", { status: 200, closed: false }), /unknown word/u);
});
