import assert from "node:assert/strict";
import { test } from "node:test";
import { readPseudoHeaders } from "./pseudo_headers.ts";

const GET = [":method", "GET", ":scheme", "https", ":path", "/a", ":authority", "api.test"];

function placeOf(raw: readonly string[]): string {
  const read = readPseudoHeaders(raw);
  return "code" in read ? `${read.code} ${read.place}` : "read";
}

test("they are read in any order, and the fields begin behind them", () => {
  const expected = { method: "GET", scheme: "https", path: "/a", authority: "api.test", end: 8 };
  assert.deepEqual(readPseudoHeaders([...GET, "x-a", "b"]), expected);
  assert.deepEqual(readPseudoHeaders([...GET.slice(4), ...GET.slice(0, 4)]), expected);
  assert.deepEqual(readPseudoHeaders(GET.slice(0, 6)), { ...expected, authority: null, end: 6 });
});

test("one that is missing, repeated or unknown is refused by its place", () => {
  assert.equal(placeOf([]), "pseudo_header_malformed header::method");
  assert.equal(placeOf(GET.slice(2)), "pseudo_header_malformed header::method");
  assert.equal(placeOf([...GET.slice(0, 2), ...GET.slice(4)]), "pseudo_header_malformed header::scheme");
  assert.equal(placeOf([...GET.slice(0, 4), ...GET.slice(6)]), "pseudo_header_malformed header::path");
  for (const name of [":method", ":scheme", ":path", ":authority"])
    assert.equal(placeOf([...GET, name, "x"]), `pseudo_header_malformed header:${name}`);
  for (const name of [":status", ":protocol", ":", ":Method", ":path "])
    assert.equal(placeOf([...GET, name, "x"]), "pseudo_header_malformed line:5");
  // CONNECT has neither scheme nor path, and opens no tunnel here.
  assert.equal(placeOf([":method", "CONNECT", ":authority", "api.test:443"]), "pseudo_header_malformed header::scheme");
});

test("one behind a field is none of them: it stays where whoever reads the fields finds it", () => {
  const read = readPseudoHeaders([...GET, "x-a", "b", ":path", "/b"]);
  assert.ok(!("code" in read));
  assert.equal(read.end, 8);
});
