import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compileOrigins, originIssue } from "./origins.ts";

test("an origin is scheme, host and port as browsers send it", () => {
  const rows = [
    "*",
    "https://app.example",
    "http://localhost:5173",
    "https://*.example.com",
    "https://*.example.com:8443",
    "http://[::1]:3000",
    "http://127.0.0.1",
  ];
  for (const text of rows) assert.equal(originIssue(text), null, text);
  assert.equal(rows.length, 7);
});

test("what no browser sends, or everybody can send, is refused at load", () => {
  const rows = [
    "",
    "null",
    "app.example",
    "ftp://app.example",
    "https://",
    "https://app.example/",
    "https://APP.example",
    "https://app.example:443",
    "http://a.example:80",
    "https://a.example:x",
    "https://*",
    "https://a.*.example",
    "https://a b",
    "https://user@a.example",
    "*.example.com",
  ];
  for (const text of rows) assert.notEqual(originIssue(text), null, text);
  assert.equal(rows.length, 15);
});

test("exact origins match whole, wildcards only what is below them", () => {
  const origins = compileOrigins(["https://app.example", "https://*.example.com:8443"]);
  const rows: readonly (readonly [string, boolean])[] = [
    ["https://app.example", true],
    ["http://app.example", false],
    ["https://app.example.evil.test", false],
    ["https://app.example:8443", false],
    ["https://a.example.com:8443", true],
    ["https://a.b.example.com:8443", true],
    ["https://example.com:8443", false],
    ["https://.example.com:8443", false],
    ["https://evilexample.com:8443", false],
    ["https://evil.test/.example.com:8443", false],
    ["https://evil.test#.example.com:8443", false],
    ["https://a.example.com", false],
    ["null", false],
    ["*", false],
  ];
  for (const [origin, allowed] of rows) assert.equal(origins.has(origin), allowed, origin);
  assert.equal(rows.length, 14);
  assert.equal(compileOrigins(["*"]).has("https://any.example"), true);
});

test("a wildcard never allows a host outside its domain", () => {
  const origins = compileOrigins(["https://*.example.com"]);
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      const { origin, hostname } = new URL(url);
      assert.equal(origins.has(origin), hostname.endsWith(".example.com") && origin.startsWith("https:"));
    }),
  );
});
