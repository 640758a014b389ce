import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/percent.ts";
import { decodePercent, hexValue, isPathCharacter, isUnreserved, type PercentFault, percentByteAt, toPercent } from "./percent.ts";

test("well-formed text is decoded exactly once", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["", ""],
    ["abc", "abc"],
    ["a%20b", "a b"],
    ["%41%62", "Ab"],
    ["a+b", "a+b"],
    ["%2541", "%41"],
    ["%C3%A9", "é"],
    ["%e2%82%ac", "€"],
    ["%F0%9F%98%80x", "😀x"],
    ["%00", "\0"],
    ["%EF%BB%BFa", "\uFEFFa"],
  ];
  for (const [text, expected] of rows) assert.equal(decodePercent(text), expected, text);
  assert.equal(rows.length, 11);
});

test("malformed escapes, bytes that are not UTF-8 and raw bytes above 0x7F are refused with their place", () => {
  const rows: readonly (readonly [string, PercentFault, number])[] = [
    ["%", "percent", 0],
    ["a%4", "percent", 1],
    ["%GG", "percent", 0],
    ["%4g", "percent", 0],
    ["%u0041", "percent", 0],
    ["% 41", "percent", 0],
    // RFC 3629 section 3: overlong `/`, `.` and NUL.
    ["x%C0%AF", "utf8", 1],
    ["%C0%AE", "utf8", 0],
    ["%E0%80%AF", "utf8", 0],
    ["%F0%80%80%AF", "utf8", 0],
    ["%C1%9C", "utf8", 0],
    ["%80", "utf8", 0],
    ["%C3", "utf8", 0],
    ["%C3x", "utf8", 0],
    ["%C3%", "utf8", 0],
    ["%E2%82", "utf8", 0],
    ["%ED%A0%80", "utf8", 0],
    ["%F4%90%80%80", "utf8", 0],
    ["%F5%80%80%80", "utf8", 0],
    ["%FF", "utf8", 0],
    ["ab\u00e9", "ascii", 2],
    ["%C3\u00a9", "utf8", 0],
  ];
  for (const [text, refused, offset] of rows) assert.deepEqual(decodePercent(text), { refused, offset }, text);
  assert.equal(rows.length, 22);
});

test("only the asked-for stretch is read: an escape across its end is malformed", () => {
  assert.equal(decodePercent("/a%20b/c", 1, 6), "a b");
  assert.deepEqual(decodePercent("/a%20b/c", 1, 4), { refused: "percent", offset: 2 });
});

test("a byte is written as two upper-case digits", () => {
  assert.deepEqual([10, 0x20, 0xab].map(toPercent), ["%0A", "%20", "%AB"]);
});

test("digits and character classes are those of RFC 3986", () => {
  assert.deepEqual(
    Array.from("09afAFgG/:@`").map((char) => hexValue(char.charCodeAt(0))),
    [0, 9, 10, 15, 10, 15, -1, -1, -1, -1, -1, -1],
  );
  assert.equal(percentByteAt("x%fF", 1, 4), 255);
  assert.equal(percentByteAt("x%fF", 1, 3), -1);
  const all = Array.from({ length: 300 }, (_, code) => code);
  assert.equal(all.filter(isUnreserved).length, 66);
  assert.equal(all.filter(isPathCharacter).length, 66 + 11 + 2);
});

test("any bytes: agrees with the platform, and what the platform encodes comes back", () => {
  const piece = fc.constantFrom(
    "%",
    "%4",
    "%C3%A9",
    "%E2",
    "%82",
    "%AC",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "a",
    "/",
    "%2",
    "F",
    "%25",
    "\u00ff",
  );
  fc.assert(fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => target.run(Buffer.from(text, "latin1"))));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => decodePercent(encodeURIComponent(text.toWellFormed())) === text.toWellFormed()),
  );
});
