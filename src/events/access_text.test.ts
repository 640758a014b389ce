import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { MAX_VALUE, toBare, toQuoted } from "./access_text.ts";

test("text as Apache escapes it: backslashes before quote and backslash, everything else in hexadecimal", () => {
  const rows = [
    [null, '"-"', "-"],
    ["", '""', "-"],
    ["GET /a", '"GET /a"', "GET\\x20/a"],
    ['te"st\\', '"te\\"st\\\\"', 'te\\"st\\\\'],
    ["a\r\nb", '"a\\x0d\\x0ab"', "a\\x0d\\x0ab"],
    ["\u001b[2J\u007f", '"\\x1b[2J\\x7f"', "\\x1b[2J\\x7f"],
    // A byte of a header, and a character that is none: UTF-8.
    ["\u00fc", '"\\xfc"', "\\xfc"],
    ["\u20ac", '"\\xe2\\x82\\xac"', "\\xe2\\x82\\xac"],
    // A lone hyphen says that there is no value.
    ["-", '"\\x2d"', "\\x2d"],
    ["--", '"--"', "--"],
  ] as const;
  for (const [value, quoted, bare] of rows) {
    assert.equal(toQuoted(value), quoted, JSON.stringify(value));
    assert.equal(toBare(value), bare, JSON.stringify(value));
  }
  assert.equal(rows.length, 10);
});

test("whatever is written ends neither its field nor its line, and is bounded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (value) => {
      assert.match(toQuoted(value), /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]|\\x[0-9a-f]{2})*"$/u);
      assert.match(toBare(value), /^(?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\]|\\x[0-9a-f]{2})+$/u);
    }),
  );
  assert.equal(toQuoted("x".repeat(MAX_VALUE + 1)).length, MAX_VALUE + 2);
  // At most three bytes for a unit, four characters for a byte.
  assert.equal(toBare("\u20ac".repeat(MAX_VALUE + 1)).length, MAX_VALUE * 12);
});
