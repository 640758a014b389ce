import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFetchUrl } from "./fetch_url.ts";

test("https anywhere and http on loopback are asked", () => {
  for (const text of ["https://idp.example/jwks", "http://127.0.0.1:9400/jwks", "http://localhost/jwks", "http://[::1]:1/"])
    assert.ok(checkFetchUrl(text, null) instanceof URL, text);
});

test("what is not safe is not asked, in whatever spelling", () => {
  const rows = [
    "http://idp.example/jwks",
    "http://10.0.0.1/jwks",
    "ftp://idp.example/jwks",
    "file:///etc/passwd",
    "data:application/json,{}",
    "https://user:password@idp.example/jwks",
    "http://127.0.0.1@evil.example/",
    "http://localhost.evil.example/",
    "jwks",
    "",
  ];
  for (const text of rows) assert.equal(typeof checkFetchUrl(text, null), "string", text);
  assert.equal(rows.length, 10);
});

test("no way leads from https to http, not even to loopback", () => {
  const from = new URL("https://idp.example/.well-known/openid-configuration");
  assert.equal(checkFetchUrl("http://127.0.0.1/jwks", from), "an https address leads to http");
  assert.ok(checkFetchUrl("https://keys.example/jwks", from) instanceof URL);
  assert.ok(checkFetchUrl("http://127.0.0.1:2/jwks", new URL("http://127.0.0.1:1/")) instanceof URL);
});
