import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isRelativeReference, isUnderPrefix, joinUri, resolveUri, splitFragment, splitUri } from "./uri_reference.ts";

/** RFC 3986 section 5.4, normal and abnormal, but for the rows that depend on a one-letter scheme. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ["g:h", "http://a/b/c/g:h"],
  ["g", "http://a/b/c/g"],
  ["./g", "http://a/b/c/g"],
  ["g/", "http://a/b/c/g/"],
  ["/g", "http://a/g"],
  ["//g", "http://g"],
  ["?y", "http://a/b/c/d;p?y"],
  ["g?y", "http://a/b/c/g?y"],
  ["#s", "http://a/b/c/d;p?q#s"],
  ["g#s", "http://a/b/c/g#s"],
  ["g?y#s", "http://a/b/c/g?y#s"],
  [";x", "http://a/b/c/;x"],
  ["g;x?y#s", "http://a/b/c/g;x?y#s"],
  ["", "http://a/b/c/d;p?q"],
  [".", "http://a/b/c/"],
  ["./", "http://a/b/c/"],
  ["..", "http://a/b/"],
  ["../g", "http://a/b/g"],
  ["../..", "http://a/"],
  ["../../g", "http://a/g"],
  ["../../../g", "http://a/g"],
  ["/./g", "http://a/g"],
  ["/../g", "http://a/g"],
  ["g.", "http://a/b/c/g."],
  ["..g", "http://a/b/c/..g"],
  ["./../g", "http://a/b/g"],
  ["g/../h", "http://a/b/c/h"],
  ["g;x=1/../y", "http://a/b/c/y"],
  ["g?y/../x", "http://a/b/c/g?y/../x"],
  ["http:g", "http:g"],
];

test("references are resolved as RFC 3986 section 5.4 shows", () => {
  for (const [reference, wanted] of EXAMPLES) assert.equal(resolveUri(reference, "http://a/b/c/d;p?q"), wanted, reference);
  assert.equal(EXAMPLES.length, 30);
});

test("a plain path is a base too, and leads above its start", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["b.yaml", "a.yaml", "b.yaml"],
    ["../b.yaml", "a.yaml", "../b.yaml"],
    ["../../b.yaml", "../x/a.yaml", "../../b.yaml"],
    ["./sub/b.yaml#/x", "./api/a.yaml", "api/sub/b.yaml#/x"],
    ["b.yaml", "/etc/a.yaml", "/etc/b.yaml"],
    ["#/x", "api/a.yaml", "api/a.yaml#/x"],
    ["b.yaml", "file:///etc/a.yaml", "file:///etc/b.yaml"],
  ];
  for (const [reference, base, wanted] of rows) assert.equal(resolveUri(reference, base), wanted, `${reference} from ${base}`);
  assert.equal(rows.length, 7);
});

test("a URI taken apart and put together is the same", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (uri) => {
      const joined = joinUri(splitUri(uri));
      assert.equal(joinUri(splitUri(joined)), joined);
    }),
  );
});

test("a fragment is decoded once; one that does not decode is none", () => {
  assert.deepEqual(splitFragment("a#/b%7Bc%7D"), { file: "a", fragment: "/b{c}" });
  assert.deepEqual(splitFragment("a"), { file: "a", fragment: "" });
  assert.deepEqual(splitFragment("a#%zz"), { file: "a", fragment: null });
});

test("a prefix ends at a boundary and is not left by encoded dots", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["https://a.example/x", "https://a.example", true],
    ["https://a.example", "https://a.example", true],
    ["https://a.example.net/x", "https://a.example", false],
    ["https://a.example/specs/x", "https://a.example/specs/", true],
    ["https://a.example/specs/%2E%2e/x", "https://a.example/specs/", false],
    ["https://a.example/specs\\..\\x", "https://a.example", false],
    ["https://a.example@evil.example/", "https://a.example", false],
    ["https://other.example/", "", false],
  ];
  for (const [uri, prefix, wanted] of rows) assert.equal(isUnderPrefix(uri, [prefix]), wanted, uri);
  assert.equal(rows.length, 8);
  assert.deepEqual(["a", "../a", "/a", "//a", "x1:a", "\\a"].map(isRelativeReference), [true, true, false, false, false, false]);
});
