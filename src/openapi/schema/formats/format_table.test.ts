import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { JsonNumber } from "../../../codec/json/json_value.ts";
import { NUMBER_FORMATS, STRING_FORMATS } from "./format_table.ts";

test("whole-number formats hold exactly their range", () => {
  const rows: readonly (readonly [format: string, low: string, below: string, high: string, above: string])[] = [
    ["int8", "-128", "-129", "127", "128"],
    ["int16", "-32768", "-32769", "32767", "32768"],
    ["int32", "-2147483648", "-2147483649", "2147483647", "2147483648"],
    ["int64", "-9223372036854775808", "-9223372036854775809", "9223372036854775807", "9223372036854775808"],
    ["uint8", "0", "-1", "255", "256"],
    ["uint16", "0", "-1", "65535", "65536"],
    ["uint32", "0", "-1", "4294967295", "4294967296"],
    ["uint64", "0", "-1", "18446744073709551615", "18446744073709551616"],
  ];
  for (const [format, ...texts] of rows) {
    const fits = NUMBER_FORMATS.get(format);
    assert.deepEqual(
      texts.map((text) => fits?.(new JsonNumber(text, Number(text)))),
      [true, false, true, false],
      format,
    );
    assert.equal(fits?.(1.5), false);
  }
  assert.equal(rows.length, 8);
});

test("a float is within the range of one", () => {
  assert.deepEqual(
    [3.4e38, -3.5e38].map((number) => NUMBER_FORMATS.get("float")?.(number)),
    [true, false],
  );
  assert.equal(NUMBER_FORMATS.get("double")?.(1e308), true);
});

test("no text makes a scanner throw", () => {
  const unit = fc.oneof(
    fc.constantFrom("a", "1", ":", "/", "@", ".", "-", "[", "]", "%", "{", "}", "~", "#", "?", "T", "P", "Z", '"', "\\"),
    fc.string({ minLength: 1, maxLength: 1, unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 24 }), (text) => {
      for (const format of STRING_FORMATS.values()) assert.equal(typeof format(text), "boolean");
    }),
    { numRuns: 500 },
  );
  assert.equal(STRING_FORMATS.size, 18);
});
