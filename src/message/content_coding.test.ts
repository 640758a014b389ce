import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { HeaderFields } from "../kernel/exchange.ts";
import { DECODED_CODINGS, narrowAcceptEncoding, parseContentCoding } from "./content_coding.ts";

function encoded(...values: readonly string[]): HeaderFields {
  return {
    length: values.length,
    nameAt: () => "content-encoding",
    valueAt: (index) => values[index] ?? "",
    get: () => values[0],
    getAll: () => values,
    has: () => values.length > 0,
  };
}

test("one coding that we decode is taken, in any case", () => {
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[], "identity"],
    [["identity"], "identity"],
    [["GZIP"], "gzip"],
    [["x-gzip"], "gzip"],
    [["deflate"], "deflate"],
    [["br"], "br"],
    [["zstd"], "zstd"],
  ];
  for (const [values, expected] of rows) assert.equal(parseContentCoding(encoded(...values)), expected);
  assert.equal(rows.length, 7);
});

test("several, empty and unknown codings are 415 and say what is accepted", () => {
  const rows = [["gzip, gzip"], ["gzip", "br"], [""], [","], ["compress"], ["gzip;q=1"], ["\u00e9"]];
  for (const values of rows) {
    const coding = parseContentCoding(encoded(...values));
    assert.ok(typeof coding !== "string", values.join("|"));
    assert.deepEqual([coding.problem.status, coding.problem.code], [415, "content_coding_unsupported"]);
    assert.deepEqual(coding.problem.headers, [["accept-encoding", DECODED_CODINGS]]);
    assert.equal(coding.findings[0]?.place, "header:content-encoding");
  }
  assert.equal(rows.length, 7);
});

test("an upstream is asked only for what can be decoded here", () => {
  const rows: readonly (readonly [string | undefined, string])[] = [
    [undefined, "identity"],
    ["", "identity"],
    ["gzip, deflate, br, zstd", "gzip, deflate, br, zstd"],
    ["gzip, compress;q=0.5, br;q=0.2", "gzip, br;q=0.2"],
    ["BR ; Q=1.000", "br;q=1.000"],
    ["*", "gzip"],
    ["*;q=0", "gzip;q=0"],
    ["compress, dcb", "identity"],
    ["gzip, gzip;q=0, x-gzip", "gzip"],
    ["gzip;q=2", "identity"],
    ["gzip;q=1.1", "identity"],
    ["gzip;q=0.1234", "identity"],
    ["gzip;level=9", "identity"],
    ["g zip", "identity"],
    ["gzip\u00e9", "identity"],
  ];
  for (const [text, expected] of rows) assert.equal(narrowAcceptEncoding(text), expected, String(text));
  assert.equal(rows.length, 15);
});

test("narrowing what was narrowed changes nothing", () => {
  const piece = fc.constantFrom("gzip", "br", "*", ";", "q=", "0.5", "1", ",", " ", "x");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => {
      const once = narrowAcceptEncoding(text);
      assert.equal(narrowAcceptEncoding(once), once);
    }),
  );
});
