import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOf, rewriteIssuesOf } from "../../../test/support/compile_rewrite.ts";
import { type ExchangeSketch, exchange, principal } from "../../../test/support/exchange.ts";
import { NO_CHANGE } from "../../kernel/guard.ts";
import { securityHeaders } from "./security_headers.ts";

async function set(options: unknown, sketch: ExchangeSketch): Promise<Readonly<Record<string, string>>> {
  const change = await applyOf(securityHeaders, options)(exchange(sketch));
  assert.deepEqual(change.remove, []);
  return Object.fromEntries(change.set);
}

test("an answer to a known caller over https gets every field it lacks", async () => {
  assert.deepEqual(await set(undefined, { principal: principal("alice") }), {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
});

test("over http there is no HSTS, for an anonymous caller no no-store, for HTML no policy of data", async () => {
  const names = Object.keys(await set({}, { scheme: "http", responseHeaders: [["content-type", "Text/HTML; charset=utf-8"]] }));
  assert.deepEqual(names, ["x-content-type-options", "x-frame-options", "referrer-policy"]);
});

test("what the upstream says itself stays", async () => {
  const responseHeaders = [
    ["cache-control", "public, max-age=60"],
    ["referrer-policy", "same-origin"],
  ] as const;
  const names = Object.keys(await set({}, { principal: principal("alice"), responseHeaders }));
  assert.deepEqual(names, ["strict-transport-security", "content-security-policy", "x-content-type-options", "x-frame-options"]);
});

test("each field can be changed or left out", async () => {
  const off = {
    strict_transport_security: false,
    content_security_policy: false,
    x_content_type_options: false,
    x_frame_options: false,
    referrer_policy: false,
  };
  assert.deepEqual(await set({ ...off, cache_control: "private, no-cache" }, { principal: principal("alice") }), {
    "cache-control": "private, no-cache",
  });
  assert.equal(await applyOf(securityHeaders, { ...off, cache_control: false })(exchange()), NO_CHANGE);
});

test("a value that could split a message, or an unknown field, does not compile", () => {
  assert.deepEqual(rewriteIssuesOf(securityHeaders, { cache_control: "a\r\nx: y" })[0]?.path, ["cache_control"]);
  assert.equal(rewriteIssuesOf(securityHeaders, { cache_control: true })[0]?.path[0], "cache_control");
  assert.equal(rewriteIssuesOf(securityHeaders, { "cache-control": false }).length, 1);
});
