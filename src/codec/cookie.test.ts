import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/cookie.ts";
import { type Cookie, type CookieFault, MAX_COOKIES, parseCookies } from "./cookie.ts";

test("pairs come in order, repetitions visible", () => {
  const rows: readonly (readonly [string, readonly Cookie[]])[] = [
    ["", []],
    // RFC 6265 section 3.1.
    [
      "SID=31d4d96e407aad42; lang=en-US",
      [
        { name: "SID", value: "31d4d96e407aad42" },
        { name: "lang", value: "en-US" },
      ],
    ],
    [
      "a=1; a=2",
      [
        { name: "a", value: "1" },
        { name: "a", value: "2" },
      ],
    ],
    [
      "a=;b=x=y;",
      [
        { name: "a", value: "" },
        { name: "b", value: "x=y" },
      ],
    ],
    [
      'a="q v"; b=""',
      [
        { name: "a", value: "q v" },
        { name: "b", value: "" },
      ],
    ],
    ['a={"x":1,"y":"z"}', [{ name: "a", value: '{"x":1,"y":"z"}' }]],
    ["a=x y,z\u00e9", [{ name: "a", value: "x y,z\u00e9" }]],
    ['a="x, b=c"', [{ name: "a", value: "x, b=c" }]],
    ["a=b=c, d e", [{ name: "a", value: "b=c, d e" }]],
    ["__Host-id=1", [{ name: "__Host-id", value: "1" }]],
  ];
  for (const [text, expected] of rows) assert.deepEqual(parseCookies(text), expected, text);
  assert.equal(rows.length, 10);
});

test("what two cookie parsers would divide differently is refused", () => {
  const rows: readonly (readonly [string, CookieFault, number])[] = [
    ["a", "name", 0],
    ["=a", "name", 0],
    ["a=1; b", "name", 5],
    ["a b=1", "name", 0],
    ["a,b=1", "name", 0],
    ["$Version=1; a=2", "name", 0],
    ["a=1; $Path=/", "name", 5],
    ["\u00e9=1", "name", 0],
    ["a =1", "blank", 0],
    ["a= 1", "blank", 0],
    ["a=1 ; b=2", "blank", 0],
    ["a=1;  b=2", "blank", 5],
    ["a=1;\t\tb=2", "blank", 5],
    ["a=1; ; b=2 ", "blank", 7],
    ["a=x b=y", "pair", 0],
    ["a=x\tb=y", "pair", 0],
    ["a=1; b=x, c=y", "pair", 5],
    ["a=x,b=y", "pair", 0],
    ["a=x y z =", "pair", 0],
    ['a="x', "quote", 0],
    ['a="x; b=y"', "quote", 0],
    ['a="', "quote", 0],
    ['a="x"y', "quote", 0],
    ['a="x"y"', "quote", 0],
    ['a="x\\"', "quote", 0],
    ["a=1\0", "character", 3],
    ["a=1\r\nb", "character", 3],
    ["a=\x7f", "character", 2],
  ];
  for (const [text, refused, offset] of rows) assert.deepEqual(parseCookies(text), { refused, offset }, JSON.stringify(text));
  assert.equal(rows.length, 28);
});

test("more cookies than the bound are refused", () => {
  const many = Array.from({ length: MAX_COOKIES }, () => "a=1").join("; ");
  assert.ok(!("refused" in parseCookies(many)));
  assert.deepEqual(parseCookies(`${many}; b=2`), { refused: "count", offset: many.length + 2 });
});

test("any bytes: divided as the plainest reader divides, or refused", () => {
  const piece = fc.constantFrom("a", "b", "=", ";", "; ", " ", "\t", '"', "\\", "$", ",", "\u00e9", "\0");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 10 }), (text) => target.run(Buffer.from(text, "latin1"))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
});
