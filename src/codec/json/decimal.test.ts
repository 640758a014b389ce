import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compareNumbers, compileMultipleOf, isIntegral, toCanonicalNumber, toDecimal } from "./decimal.ts";
import { JsonNumber } from "./json_value.ts";

const exact = (text: string): JsonNumber => new JsonNumber(text, Number(text));

test("a decimal is in normal form whatever the spelling", () => {
  const rows: readonly (readonly [text: string, digits: bigint, exponent: number])[] = [
    ["0", 0n, 0],
    ["-0.00", 0n, 0],
    ["1", 1n, 0],
    ["1.0", 1n, 0],
    ["10e-1", 1n, 0],
    ["1200", 12n, 2],
    ["-0.0250", -25n, -3],
    ["1E+3", 1n, 3],
    ["123456789012345678901234567890", 12345678901234567890123456789n, 1],
  ];
  for (const [text, digits, exponent] of rows) assert.deepEqual(toDecimal(exact(text)), { digits, exponent }, text);
  assert.equal(rows.length, 9);
});

test("equal values have one canonical text", () => {
  assert.equal(toCanonicalNumber(1), toCanonicalNumber(exact("1.0")));
  assert.equal(toCanonicalNumber(-0), "0");
  assert.equal(toCanonicalNumber(0.1), toCanonicalNumber(exact("1e-1")));
  assert.notEqual(toCanonicalNumber(exact("9007199254740993")), toCanonicalNumber(9007199254740992));
  assert.equal(toCanonicalNumber(1e22), toCanonicalNumber(exact("10000000000000000000000")));
});

test("comparison is exact where doubles are not", () => {
  assert.ok(compareNumbers(exact("9007199254740993"), 9007199254740992) > 0);
  assert.ok(compareNumbers(exact("9223372036854775808"), exact("9223372036854775807")) > 0);
  assert.equal(compareNumbers(exact("0.10"), 0.1), 0);
  assert.ok(compareNumbers(0.1, exact("0.10000000000000000001")) < 0);
  assert.ok(compareNumbers(-1, 1) < 0);
});

test("a whole number is whole however it is written", () => {
  assert.ok(isIntegral(1) && isIntegral(1e300) && isIntegral(exact("12345678901234567890.0")));
  assert.ok(!isIntegral(0.5) && !isIntegral(exact("12345678901234567890.5")));
});

test("multiples are exact with decimals", () => {
  const rows: readonly (readonly [divisor: number, number: number | JsonNumber, multiple: boolean])[] = [
    [0.01, 19.99, true],
    [0.01, 0.07, true],
    [0.01, 19.999, false],
    [0.0001, 0.0075, true],
    [0.0001, 0.00751, false],
    [0.1, 1e300, true],
    [0.3, 0.9, true],
    [7, 21, true],
    [7, -21, true],
    [7, 22, false],
    [1.5, 4.5, true],
    [3, exact("9007199254740993"), true],
    [3, exact("9007199254740994"), false],
    [1e-8, 12391239123, true],
    [0.5, 1e308, true],
    [0.123456789, 1e308, false],
    [1e20, 3e20, true],
    [1e20, 5, false],
    [0.01, 1e-320, false],
    [5, 0, true],
  ];
  for (const [divisor, number, multiple] of rows) {
    assert.equal(
      compileMultipleOf(divisor)(number),
      multiple,
      `${String(number instanceof JsonNumber ? number.text : number)} of ${divisor}`,
    );
  }
  assert.equal(rows.length, 20);
});

test("the quick test for multiples agrees with the exact one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 4 }),
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer().map((n) => n / 1000),
      ),
      (digits, places, number) => {
        const divisor = digits / 10 ** places;
        // Written with its own decimal, the number takes the exact way.
        assert.equal(compileMultipleOf(divisor)(number), compileMultipleOf(divisor)(exact(String(number))));
      },
    ),
    { numRuns: 500 },
  );
});
