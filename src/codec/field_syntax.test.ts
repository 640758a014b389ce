import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  isBlank,
  isToken,
  isTokenCharacter,
  SHORT_TOKEN,
  listEntries,
  quotedStringAt,
  skipBlanks,
  tokenEnd,
  toQuotedString,
  toTokenOrQuoted,
  trimBlanks,
} from "./field_syntax.ts";

test("a token is one or more characters of RFC 9110 section 5.6.2", () => {
  assert.equal(Array.from({ length: 300 }, (_, code) => code).filter(isTokenCharacter).length, 15 + 62);
  assert.equal(isToken("x-Y_z!"), true);
  for (const text of ["", "a b", "a=", "a\u00e9", "a\u0141", '"', "a/b"]) assert.equal(isToken(text), false, text);
  assert.equal(tokenEnd("ab=c", 0), 2);
  assert.equal(skipBlanks(" \t x", 0), 3);
});

test("only space and tab are blanks, and only those around a text are cut", () => {
  assert.deepEqual([0x20, 0x09, 0x0b, 0xa0, Number.NaN].map(isBlank), [true, true, false, false, false]);
  assert.deepEqual(
    [" \ta b\t ", "a", "", " \t", "\u00a0a\r"].map((text) => trimBlanks(text)),
    ["a b", "a", "", "", "\u00a0a\r"],
  );
  assert.deepEqual([trimBlanks("a b c", 1, 4), trimBlanks("a  c", 1, 3)], ["b", ""]);
});

test("a quoted string ends at its quote and its escapes are undone", () => {
  assert.deepEqual(quotedStringAt('x="a\\"b\\\\"; y', 2), { value: 'a"b\\', end: 10 });
  assert.deepEqual(quotedStringAt('""', 0), { value: "", end: 2 });
  for (const text of ["a", '"', '"a', '"a\\', '"a\\"', '"a\nb"', '"a\\\0"', '"\x7f"']) assert.equal(quotedStringAt(text, 0), null, text);
});

test("no text written as a quoted string can end a line", () => {
  assert.equal(toQuotedString('a"b\\c\r\nx: y\u00e9'), '"a\\"b\\\\c??x: y?"');
  assert.equal(toTokenOrQuoted("abc"), "abc");
  assert.equal(toTokenOrQuoted("a c"), '"a c"');
  assert.equal(toTokenOrQuoted(""), '""');
});

test("list entries come without blanks and empty ones", () => {
  assert.deepEqual(listEntries(" a ,,\tb\t, c d,"), ["a", "b", "c d"]);
  assert.deepEqual(listEntries(""), []);
});

test("what was quoted is read back", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = toQuotedString(text);
      const ascii = Array.from(text).every((char) => char >= " " && char <= "~");
      const read = quotedStringAt(quoted, 0);
      assert.equal(read?.end, quoted.length);
      if (ascii) assert.equal(read?.value, text);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', "\\", "a", "\n", "\u00ff") }),
      (text) => (quotedStringAt(text, 0)?.end ?? 0) <= text.length,
    ),
  );
});

test("the pattern of short tokens agrees with the scanner on every character, up to 64 of them", () => {
  for (let code = 0; code < 256; code++) {
    const text = String.fromCharCode(code);
    assert.equal(SHORT_TOKEN.test(text), isToken(text), String(code));
  }
  assert.deepEqual([SHORT_TOKEN.test("a".repeat(64)), SHORT_TOKEN.test("a".repeat(65)), SHORT_TOKEN.test("a\n")], [true, false, false]);
});
