import assert from "node:assert/strict";
import { test } from "node:test";
import { parseUpstreamUrl } from "./upstream_url.ts";

test("an upstream is an http or https URL with at most a path, and no secret", () => {
  for (const text of ["http://127.0.0.1:3000", "https://api.internal/v1"])
    assert.equal(String(parseUpstreamUrl(text)), String(new URL(text)));
  for (const text of ["ftp://x", "127.0.0.1:3000", "", "/v1"])
    assert.equal(parseUpstreamUrl(text), "expected an `http://` or `https://` URL");
  for (const text of ["http://127.0.0.1:99999", "https://", "http://a b", "http://x:3000x"])
    assert.match(String(parseUpstreamUrl(text)), /host or port/u);
  assert.match(String(parseUpstreamUrl("http://bob:secret@x")), /^credentials do not belong/u);
  for (const text of ["http://x/?a=1", "http://x/#a"]) assert.match(String(parseUpstreamUrl(text)), /no query and no fragment$/u);
});
