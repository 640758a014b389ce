import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/media_type.ts";
import {
  compileMediaRange,
  isJsonMediaType,
  isUtf8Charset,
  isXmlMediaType,
  type MediaRange,
  type MediaTypeValue,
  matchMediaRange,
  parseMediaType,
  rangeSpecificity,
} from "./media_type.ts";

function media(text: string): MediaTypeValue {
  const value = parseMediaType(text);
  assert.ok(value !== null, text);
  return value;
}

function range(text: string): MediaRange {
  const value = compileMediaRange(text);
  assert.ok(value !== null, text);
  return value;
}

test("the spellings of RFC 9110 section 8.3.1 are one value", () => {
  const texts = ["text/html;charset=utf-8", 'Text/HTML;Charset="utf-8"', 'text/html; charset="utf-8"', "text/html ;\tcharset=utf-8 "];
  for (const text of texts) {
    assert.deepEqual(media(text), { type: "text", subtype: "html", essence: "text/html", parameters: new Map([["charset", "utf-8"]]) });
  }
  assert.deepEqual(media('multipart/form-data; boundary="a;b\\"c"').parameters.get("boundary"), 'a;b"c');
  assert.equal(media("application/vnd.Api+JSON").essence, "application/vnd.api+json");
});

test("what has two readings, or none, is no media type", () => {
  const bad = [
    "",
    "text",
    "text/",
    "/html",
    "text/html/x",
    "text/html,text/plain",
    "*/*",
    "text/*",
    " text/html",
    "text /html",
    "text/ html",
    "text/html;",
    "text/html; ",
    "text/html;;charset=a",
    "text/html;charset",
    "text/html;charset=",
    "text/html;charset =a",
    "text/html;charset= a",
    "text/html;a=1;A=2",
    "multipart/form-data; boundary=a; boundary*=utf-8''b",
    "multipart/form-data; boundary*0=a; boundary*1=b",
    "multipart/form-data; boundary=a; Boundary*0*=b",
    'text/html;a="1',
    'text/html;a="1"x',
    "text/html;a=b c",
    "text/html;a=\u00e9",
    'text/html;a="\0"',
    "application/json\0",
    "te\u00e9t/html",
    "text/html;charset=utf-8,b",
  ];
  for (const text of bad) assert.equal(parseMediaType(text), null, JSON.stringify(text));
  assert.equal(bad.length, 30);
});

test("JSON and XML are known by type and suffix, and only UTF-8 is UTF-8", () => {
  for (const text of ["application/json", "text/json", "application/problem+json", "image/x+json"])
    assert.equal(isJsonMediaType(media(text)), true, text);
  for (const text of ["application/jsonp", "application/x-json", "application/json-seq", "x/json"])
    assert.equal(isJsonMediaType(media(text)), false, text);
  for (const text of ["application/xml", "text/xml", "image/svg+xml"]) assert.equal(isXmlMediaType(media(text)), true, text);
  assert.equal(isXmlMediaType(media("application/json")), false);
  for (const text of ["a/b", "a/b;charset=UTF-8", 'a/b;charset="utf8"', "a/b;charset=us-ascii"])
    assert.equal(isUtf8Charset(media(text)), true, text);
  for (const text of ["a/b;charset=utf-16", "a/b;charset=utf-7", "a/b;charset=latin1", 'a/b;charset=""'])
    assert.equal(isUtf8Charset(media(text)), false, text);
});

test("the closest range wins, the first of equals", () => {
  const ranges = ["*/*", "text/*", "text/plain", "text/plain;format=flowed", "application/json"].map(range);
  const rows: readonly (readonly [string, number])[] = [
    ["text/plain", 2],
    ["text/plain;format=FLOWED;x=y", 3],
    ["text/html", 1],
    ["Application/JSON; charset=utf-8", 4],
    ["image/png", 0],
  ];
  for (const [text, expected] of rows) assert.equal(matchMediaRange(ranges, media(text)), expected, text);
  assert.equal(rows.length, 5);
  assert.equal(matchMediaRange([range("text/*")], media("a/b")), -1);
  assert.equal(matchMediaRange([range("a/b"), range("A/B")], media("a/b")), 0);
  assert.equal(rangeSpecificity(range("a/b;c=d"), media("a/b")), -1);
});

test("only whole wildcards are ranges", () => {
  for (const text of ["*", "*/json", "te*/html", "text/h*", "text", "a/b;c"]) assert.equal(compileMediaRange(text), null, text);
});

test("any bytes: an accepted type is read back as itself", () => {
  const piece = fc.constantFrom("a", "/", "b", ";", "=", '"', "\\", " ", "*", "+json", ",", "\u00ff", "charset");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 14 }), (text) => target.run(Buffer.from(text, "latin1"))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.string({ unit: piece, maxLength: 14 }), (text) => target.run(Buffer.from(`a/b;c=${text}`, "latin1"))));
});
