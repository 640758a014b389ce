import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopbackHost, parseIssuerUrl } from "./issuer_url.ts";

test("origin and path are slices of the text", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["https://idp.example", "https://idp.example", ""],
    ["https://idp.example/", "https://idp.example", ""],
    ["https://idp.example/realms/shop", "https://idp.example", "/realms/shop"],
    ["https://idp.example:8443/a/", "https://idp.example:8443", "/a"],
    ["http://127.0.0.1:9400", "http://127.0.0.1:9400", ""],
    ["http://localhost:1/x", "http://localhost:1", "/x"],
    ["http://[::1]:9400", "http://[::1]:9400", ""],
    ["https://[2001:db8::1]/x", "https://[2001:db8::1]", "/x"],
  ];
  for (const [text, origin, path] of rows) assert.deepEqual(parseIssuerUrl(text), { origin, path }, text);
  assert.equal(rows.length, 8);
});

test("what is no issuer says why", () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ["", /https/u],
    ["idp.example", /https/u],
    ["HTTPS://idp.example", /https/u],
    ["ftp://idp.example", /https/u],
    ["http://idp.example", /loopback/u],
    ["http://127.0.0.1.evil.example", /loopback/u],
    ["http://localhost.evil.example", /loopback/u],
    ["http://127.1", /loopback/u],
    ["https://", /host/u],
    ["https://:443", /host/u],
    ["https://idp.example:", /port/u],
    ["https://idp.example:0", /port/u],
    ["https://idp.example:65536", /port/u],
    ["https://[::1", /host/u],
    ["https://user@idp.example", /user name/u],
    ["https://idp.example?x=1", /query/u],
    ["https://idp.example/#x", /fragment/u],
    ["https://idp.example/a b", /blank/u],
    ["https://idp.example\\@evil.example", /odd/u],
    ["https://idp.ex\u{e4}mple", /odd/u],
    [`https://idp.example/${"x".repeat(600)}`, /512/u],
  ];
  for (const [text, reason] of rows) {
    const parsed = parseIssuerUrl(text);
    assert.ok(typeof parsed === "string", text);
    assert.match(parsed, reason, text);
  }
  assert.equal(rows.length, 21);
});

test("loopback is this machine only", () => {
  for (const host of ["localhost", "127.0.0.1", "127.255.0.9", "[::1]"]) assert.ok(isLoopbackHost(host));
  for (const host of ["localhost.", "10.0.0.1", "127.0.0.1.x", "[::2]", "0.0.0.0"]) assert.ok(!isLoopbackHost(host));
});
