import assert from "node:assert/strict";
import { test } from "node:test";
import { matchHost, parseHostPattern } from "./host_pattern.ts";

test("a pattern is a host, a wildcard for its leftmost label, or `*`", () => {
  const rows: readonly (readonly [text: string, pattern: string | null])[] = [
    ["API.Example.com", "api.example.com"],
    ["*.Example.com", "*.example.com"],
    ["*", "*"],
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]", "[::1]"],
    ["*.com", null],
    ["f*.example.com", null],
    ["*.*.example.com", null],
    ["a.*.example.com", null],
    ["*.0.0.1", null],
    ["*.127.0.0.1", null],
    ["api.example.com:443", null],
    ["a b", null],
    ["", null],
  ];
  for (const [text, pattern] of rows) assert.equal(parseHostPattern(text), pattern, text);
  assert.equal(rows.length, 14);
});

test("exact beats wildcard beats any, and a wildcard is one label, no more and no less", () => {
  const all = new Set(["api.example.com", "*.example.com", "*"]);
  assert.equal(matchHost(all, "api.example.com"), "api.example.com");
  assert.equal(matchHost(all, "www.example.com"), "*.example.com");
  assert.equal(matchHost(all, "example.com"), "*");
  const some = new Set(["*.example.com"]);
  for (const other of ["example.com", "a.b.example.com", ".example.com", "wwwexample.com", "*", "", "127.0.0.1", "[::1]"])
    assert.equal(matchHost(some, other), null, other);
  // What a caller sends is no pattern: the wildcard's own text names nothing.
  assert.equal(matchHost(new Set(["*"]), "*"), "*");
});
