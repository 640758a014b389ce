import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/query.ts";
import { decodeQuery, decodeQueryText, MAX_QUERY_PAIRS, type QueryFault } from "./query.ts";

test("pairs come in order, decoded once, repetitions visible, beside their raw text", () => {
  const pairs = decodeQuery("a=1&b=x%20y+z&a=%32&c&d=&=e&f=g=h&filter[a]=%5B");
  assert.deepEqual(pairs, [
    { name: "a", value: "1", rawName: "a", rawValue: "1" },
    { name: "b", value: "x y z", rawName: "b", rawValue: "x%20y+z" },
    { name: "a", value: "2", rawName: "a", rawValue: "%32" },
    { name: "c", value: "", rawName: "c", rawValue: null },
    { name: "d", value: "", rawName: "d", rawValue: "" },
    { name: "", value: "e", rawName: "", rawValue: "e" },
    { name: "f", value: "g=h", rawName: "f", rawValue: "g=h" },
    { name: "filter[a]", value: "[", rawName: "filter[a]", rawValue: "%5B" },
  ]);
});

test("an encoded plus is a plus, and a semicolon separates nothing", () => {
  assert.equal(decodeQueryText("a%2Bb+c"), "a+b c");
  assert.deepEqual(decodeQuery("a=1;b=2"), [{ name: "a", value: "1;b=2", rawName: "a", rawValue: "1;b=2" }]);
});

test("empty stretches are no pairs", () => {
  assert.deepEqual(decodeQuery(""), []);
  assert.deepEqual(decodeQuery("&&"), []);
  const two = decodeQuery("a=1&&b=2&");
  assert.equal("refused" in two ? -1 : two.length, 2);
});

test("anything malformed refuses the whole, with its place", () => {
  const rows: readonly (readonly [string, QueryFault, number])[] = [
    ["a=%", "percent", 2],
    ["a=1&%zz=2", "percent", 4],
    ["a=b+%4", "percent", 4],
    ["a=%c0%af", "utf8", 2],
    ["a=x+%ff", "utf8", 4],
    ["a=\u00e9", "ascii", 2],
    ["a b", "character", 1],
    ["a=1#x", "character", 3],
    ["a=\0", "character", 2],
    ["a=\x7f", "character", 2],
  ];
  for (const [raw, refused, offset] of rows) assert.deepEqual(decodeQuery(raw), { refused, offset }, raw);
  assert.equal(rows.length, 10);
});

test("more pairs than the bound are refused, the bound itself is not", () => {
  const many = Array.from({ length: MAX_QUERY_PAIRS }, () => "a").join("&");
  assert.ok(!("refused" in decodeQuery(many)));
  assert.deepEqual(decodeQuery(`${many}&b`), { refused: "count", offset: many.length + 1 });
  assert.deepEqual(decodeQuery("a&b&c", 2), { refused: "count", offset: 4 });
});

test("any bytes: agrees with URLSearchParams wherever it is accepted", () => {
  const piece = fc.constantFrom("a", "b", "=", "&", "+", "%20", "%2B", "%", "%C3%A9", "%ff", "?", ";", "[", "#");
  fc.assert(fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => target.run(Buffer.from(text, "latin1"))));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
});
