import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "./headers.ts";
import { HOP_BY_HOP, isProtectedField, MAX_CONNECTION_OPTIONS, parseConnection } from "./hop_by_hop.ts";

const parse = (...values: string[]) => parseConnection(fieldsOf(values.map((value) => ["Connection", value] as const)));
const options = (close: boolean, upgrade: boolean, ...nominated: string[]) => ({
  kind: "options",
  close,
  upgrade,
  nominated: new Set(nominated),
});

test("options are read from every Connection field in any case, empty elements ignored", () => {
  assert.deepEqual(parse(), options(false, false));
  assert.deepEqual(parse("keep-alive"), options(false, false));
  assert.deepEqual(parse("Close"), options(true, false));
  assert.deepEqual(parse("", ", ,", "close"), options(true, false));
  assert.deepEqual(parse("keep-alive ,\tUPGRADE", "close"), options(true, true));
});

test("the hop-by-hop fields that clients nominate are no further nominations", () => {
  assert.deepEqual(parse("TE, Trailer, HTTP2-Settings, Upgrade"), options(false, true));
});

test("another field is nominated for removal", () => {
  assert.deepEqual(parse("close, Hint, prefer"), options(true, false, "hint", "prefer"));
});

test("nominating what bears identity, routing, framing or meaning is refused", () => {
  const names = [
    "authorization",
    "Host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "cookie",
    "x-forwarded-for",
    "x-real-ip",
    "if-match",
    "connection",
    "via",
  ];
  for (const name of names) assert.deepEqual(parse(`close, ${name}`), { kind: "protected" }, name);
  assert.equal(names.length, 11);
  assert.equal(isProtectedField("prefer"), false);
});

test("what is not a short list of tokens is malformed", () => {
  const values = [
    "a b",
    "close;q=1",
    '"close"',
    "a\x80",
    "a=b",
    Array.from({ length: MAX_CONNECTION_OPTIONS + 1 }, (_, index) => `a${index}`).join(),
  ];
  for (const value of values) assert.deepEqual(parse(value), { kind: "malformed" }, value);
  assert.equal(values.length, 6);
});

test("no hop-by-hop field is one that end-to-end meaning hangs on", () => {
  assert.equal(HOP_BY_HOP.size, 10);
  for (const name of ["authorization", "host", "content-length", "cookie"]) assert.equal(HOP_BY_HOP.has(name), false);
});
