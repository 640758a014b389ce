import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target as fuzzTarget } from "../../test/fuzz/host_and_target.ts";
import { parseTarget, type RequestTarget, type TargetFault } from "./target.ts";

const HOST = { name: "example.com", port: null };
const resource = (path: string, query: string | null = null): RequestTarget => ({ kind: "resource", path, query });

test("the forms of RFC 9112 section 3.2 give raw path and query", () => {
  const rows: readonly (readonly [string, string, RequestTarget])[] = [
    ["GET", "/", resource("/")],
    ["GET", "/a/b?c=d?e", resource("/a/b", "c=d?e")],
    ["GET", "/a?", resource("/a", "")],
    ["GET", "//a/%2e", resource("//a/%2e")],
    ["GET", "http://example.com", resource("/")],
    ["GET", "HTTP://EXAMPLE.com:80/a?b", resource("/a", "b")],
    ["GET", "http://example.com?x", resource("/", "x")],
    ["OPTIONS", "*", { kind: "asterisk" }],
    ["OPTIONS", "http://example.com", { kind: "asterisk" }],
    ["OPTIONS", "http://example.com/", resource("/")],
    ["OPTIONS", "/a", resource("/a")],
  ];
  for (const [method, target, expected] of rows) assert.deepEqual(parseTarget(target, method, "http", HOST), expected, target);
  assert.equal(rows.length, 11);
});

test("any other target is refused with 400 and the connection closed", () => {
  const rows: readonly (readonly [string, string, TargetFault])[] = [
    ["GET", "", "target_form"],
    ["GET", "a", "target_form"],
    ["GET", "*", "target_form"],
    ["options", "*", "target_form"],
    ["OPTIONS", "*/", "target_form"],
    ["GET", "?a", "target_form"],
    ["CONNECT", "example.com:443", "target_form"],
    ["CONNECT", "/", "target_form"],
    ["GET", "example.com:80", "target_form"],
    ["GET", "ftp://example.com/", "target_form"],
    ["GET", "http:/example.com/", "target_form"],
    ["GET", "https:example.com", "target_form"],
    ["GET", "/a#b", "target_fragment"],
    ["GET", "http://example.com/#", "target_fragment"],
    ["GET", "/a b", "target_character"],
    ["GET", "/a\0", "target_character"],
    ["GET", "/a\x7f", "target_character"],
    ["GET", "/\u00e9", "target_character"],
    ["GET", "https://example.com/", "target_scheme_mismatch"],
    ["GET", "http:///a", "target_host_invalid"],
    ["GET", "http://u@example.com/", "target_host_invalid"],
    ["GET", "http://example.com\\@evil.example/", "target_host_invalid"],
    ["GET", "http://example.com:/", "target_host_invalid"],
    ["GET", "http://evil.example/", "target_host_mismatch"],
    ["GET", "http://example.com:8080/", "target_host_mismatch"],
  ];
  for (const [method, target, code] of rows) {
    const parsed = parseTarget(target, method, "http", HOST);
    assert.ok("problem" in parsed, target);
    assert.deepEqual([parsed.problem.status, parsed.problem.code, parsed.problem.close], [400, code, true], target);
    assert.equal(parsed.findings[0]?.place, "framing");
  }
  assert.equal(rows.length, 25);
});

test("a default port may be written on either side, by the connection's scheme", () => {
  assert.deepEqual(parseTarget("https://a/x", "GET", "https", { name: "a", port: 443 }), resource("/x"));
  const wrong = parseTarget("https://a/x", "GET", "https", { name: "a", port: 80 });
  assert.equal("problem" in wrong && wrong.problem.code, "target_host_mismatch");
});

test("any text: a path begins with a slash and is text of the target", () => {
  const piece = fc.constantFrom("/", "http://", "example.com", ":80", "?", "#", "a", "@", "*", " ", "\u00ff");
  fc.assert(fc.property(fc.string({ unit: piece, maxLength: 6 }), (text) => fuzzTarget.run(Buffer.from(text, "latin1"))));
});
