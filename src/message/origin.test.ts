import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/origin.ts";
import { isSameOrigin, parseOrigin, type WebOrigin } from "./origin.ts";

function origin(text: string): WebOrigin {
  const value = parseOrigin(text);
  assert.ok(value !== null, text);
  return value;
}

test("origins are the same when scheme, host and effective port are (RFC 6454 section 5)", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["http://example.com", "http://example.com:80", true],
    ["https://Example.com", "https://example.com:443", true],
    ["http://example.com", "https://example.com", false],
    ["http://example.com", "http://www.example.com", false],
    ["http://example.com", "http://example.com:8080", false],
    ["https://example.com", "https://example.com:80", false],
    ["http://[::1]:3000", "http://[0::1]:3000", true],
  ];
  for (const [a, b, same] of rows) assert.equal(isSameOrigin(origin(a), origin(b)), same, `${a} ${b}`);
  assert.equal(rows.length, 7);
});

test("text that is no web origin is none", () => {
  const bad = [
    "",
    "null",
    "example.com",
    "HTTP://a",
    "http://",
    "http://a/",
    "http://a/b",
    "http://u@a",
    "http://a,http://b",
    "http://a http://b",
    "ftp://a",
    "chrome-extension://a",
    "http:a",
    "http://a?b",
    "http://a.",
    "https://a:",
  ];
  for (const text of bad) assert.equal(parseOrigin(text), null, text);
  assert.equal(bad.length, 16);
});

test("any text: the origin that a URL reader sees, or none", () => {
  const piece = fc.constantFrom("a", "B", ".", ":", "443", "80", "@", "/", "[::1]", "127.0.0.1", "-", "_");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 8 }), (text) => target.run(Buffer.from(text))),
    { numRuns: 1000 },
  );
});
