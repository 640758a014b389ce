import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/path.ts";
import { canonicalPath, encodedSegments, splitSegments, type PathFault, unlicensed } from "./path.ts";

test("an unambiguous path is read once and forwarded in its canonical form", () => {
  const rows: readonly (readonly [raw: string, segments: readonly string[], forwarded: string])[] = [
    ["/", [""], "/"],
    ["/a", ["a"], "/a"],
    ["/a/", ["a", ""], "/a/"],
    ["/a/b", ["a", "b"], "/a/b"],
    ["/%61/%7Eb", ["a", "~b"], "/a/~b"],
    ["/a%20b", ["a b"], "/a%20b"],
    ["/caf%c3%a9", ["café"], "/caf%C3%A9"],
    ["/a%2cb/c,d", ["a,b", "c,d"], "/a%2Cb/c,d"],
    ["/.well-known/x", [".well-known", "x"], "/.well-known/x"],
    ["/%2ewell-known", [".well-known"], "/.well-known"],
    ["/.5", [".5"], "/.5"],
    ["/a..b/c.", ["a..b", "c."], "/a..b/c."],
    ["/100%25", ["100%"], "/100%25"],
    ["/a%25zz", ["a%zz"], "/a%25zz"],
    ["/q%3Fx%23y", ["q?x#y"], "/q%3Fx%23y"],
    ["/users/a@b:c!$&'()*+,=", ["users", "a@b:c!$&'()*+,="], "/users/a@b:c!$&'()*+,="],
  ];
  for (const [raw, segments, forwarded] of rows) {
    const path = canonicalPath(raw);
    assert.ok(!("refused" in path), raw);
    assert.deepEqual({ ...path, needs: [...path.needs] }, { raw, segments, forwarded, needs: [] });
  }
  assert.equal(rows.length, 16);
});

test("an ambiguous path is refused with a stable code and its place", () => {
  const rows: readonly (readonly [string, PathFault, number])[] = [
    ["", "path_not_absolute", 0],
    ["a/b", "path_not_absolute", 0],
    ["*", "path_not_absolute", 0],
    ["/.", "path_dot_segment", 1],
    ["/..", "path_dot_segment", 1],
    ["/a/../b", "path_dot_segment", 3],
    ["/a/./b", "path_dot_segment", 3],
    ["/a/..", "path_dot_segment", 3],
    ["/a/...", "path_dot_segment", 3],
    ["/a/%2e%2e/b", "path_dot_segment", 3],
    ["/a/%2E./b", "path_dot_segment", 3],
    ["/a/.%2e", "path_dot_segment", 3],
    ["/a/..;/b", "path_dot_segment", 3],
    ["/a/..;x=1/b", "path_dot_segment", 3],
    ["/a/.;/b", "path_dot_segment", 3],
    ["/a/%2e%2e;x", "path_dot_segment", 3],
    ["/a/..%3Bx", "path_dot_segment", 3],
    ["/a%2F..%2Fb", "path_dot_segment", 1],
    ["/a%2f%2e%2e", "path_dot_segment", 1],
    ["/..%2Fa", "path_dot_segment", 1],
    ["/a%2F..;x%2Fb", "path_dot_segment", 1],
    ["//", "path_empty_segment", 1],
    ["//a", "path_empty_segment", 1],
    ["/a//b", "path_empty_segment", 3],
    ["/a//", "path_empty_segment", 3],
    ["/a%2F%2Fb", "path_empty_segment", 1],
    ["/%2Fa", "path_empty_segment", 1],
    ["/a%2F/b", "path_empty_segment", 1],
    ["/a\\b", "path_backslash", 2],
    ["/a/..\\b", "path_backslash", 5],
    ["/a%5cb", "path_backslash", 1],
    ["/a%5C..%5Cb", "path_backslash", 1],
    ["/a%00", "path_control", 1],
    ["/a%0d%0aX:1", "path_control", 1],
    ["/a%7F", "path_control", 1],
    ["/a%C2%85", "path_control", 1],
    ["/%252e%252e/a", "path_double_encoding", 1],
    ["/a%2541", "path_double_encoding", 1],
    ["/a%25%34%31", "path_double_encoding", 1],
    ["/a%25u002f", "path_double_encoding", 1],
    ["/a%c0%af", "path_invalid_utf8", 2],
    ["/%c0%ae%c0%ae/", "path_invalid_utf8", 1],
    ["/a%ff", "path_invalid_utf8", 2],
    ["/a%ed%a0%80", "path_invalid_utf8", 2],
    ["/a%", "path_malformed_percent", 2],
    ["/a%4/1", "path_malformed_percent", 2],
    ["/a%zz", "path_malformed_percent", 2],
    ["/a%u002e", "path_malformed_percent", 2],
    ["/caf\u00c3\u00a9", "path_character", 4],
    ["/a b", "path_character", 2],
    ["/a?b", "path_character", 2],
    ["/a#b", "path_character", 2],
    ["/a\0", "path_character", 2],
    ["/a|b", "path_character", 2],
    ["/{id}", "path_character", 1],
  ];
  for (const [raw, refused, offset] of rows) {
    const path = canonicalPath(raw);
    assert.ok("refused" in path, raw);
    assert.deepEqual([path.refused, path.offset], [refused, offset], raw);
    assert.deepEqual([path.problem.status, path.problem.code, path.findings[0]?.place], [400, refused, "path"]);
    assert.equal(path.findings[0]?.code, refused.replace("_", "."));
  }
  assert.equal(rows.length, 55);
});

test("what an operation may declare is recorded, and such a path is forwarded as received", () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["/a;b=1", ["a;b=1"], ["semicolon"]],
    ["/;color=blue", [";color=blue"], ["semicolon"]],
    ["/a%3bb", ["a;b"], ["semicolon"]],
    ["/a%2fb", ["a/b"], ["slash"]],
    ["/%41/src%2fmain.ts", ["A", "src/main.ts"], ["slash"]],
    ["/a%2Fb/c;d", ["a/b", "c;d"], ["semicolon", "slash"]],
  ];
  for (const [raw, segments, needs] of rows) {
    const path = canonicalPath(raw);
    assert.ok(!("refused" in path), raw);
    assert.deepEqual([path.segments, [...path.needs], path.forwarded], [segments, needs, raw]);
  }
  assert.equal(rows.length, 6);
});

test("a path without its licence is refused by the router in the same words", () => {
  assert.equal(unlicensed("semicolon").problem.code, "path_semicolon");
  assert.equal(unlicensed("slash").problem.code, "path_encoded_slash");
  assert.equal(unlicensed("dot").problem.code, "path_dot_segment");
  assert.equal(unlicensed("slash").findings[0]?.place, "path");
});

test("delimiters sent raw are told from encoded ones by the encoded segments", () => {
  const path = canonicalPath("/x/%61,b%2cc");
  assert.ok(!("refused" in path));
  assert.deepEqual(encodedSegments(path), ["x", "a,b%2Cc"]);
});

test("any bytes: idempotent, no dot, empty or backslashed segment under any reading", () => {
  const piece = fc.constantFrom(
    "/",
    ".",
    "..",
    "%2e",
    "%2F",
    "%5c",
    "\\",
    ";",
    "%3b",
    "a",
    "%",
    "25",
    "%25",
    "%41",
    "%c3%a9",
    "%c0",
    "\0",
    "%00",
    ",",
    "%2c",
  );
  const long = { numRuns: 2000 };
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 8 }), (text) => target.run(Buffer.from(text, "latin1"))),
    long,
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
});

test("split segments divide at encoded slashes too", () => {
  const path = canonicalPath("/a%2Fb/c");
  assert.ok(!("refused" in path));
  assert.deepEqual(splitSegments(path), ["a", "b", "c"]);
});
