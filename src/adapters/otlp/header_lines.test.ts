import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHeaderLines } from "./header_lines.ts";

test("a line is a field; blank lines and comments are none", () => {
  assert.deepEqual(parseHeaderLines("# token of the collector\nAuthorization: Bearer a:b \r\n\n x-scope-orgid :7".replace(" :7", ": 7")), [
    ["authorization", "Bearer a:b"],
    ["x-scope-orgid", "7"],
  ]);
  assert.deepEqual(parseHeaderLines(""), []);
});

test("what is wrong is told by its line, without the value", () => {
  const rows: readonly (readonly [text: string, fault: RegExp])[] = [
    ["s3cret", /^line 1 is no `Name: value`$/u],
    ["\na b: s3cret", /^line 2 is no/u],
    [": s3cret", /^line 1 is no/u],
    ["a:", /^the value in line 1/u],
    ["a: s3cret\u0001", /^the value in line 1/u],
    ["a: s3cret€", /^the value in line 1/u],
    ["Content-Type: s3cret", /`content-type` is written by the export itself/u],
    ["Host: s3cret", /`host` is written/u],
    ["a: s3cret\nA: s3cret", /^line 2: `a` comes twice$/u],
    [Array.from({ length: 33 }, (_unused, index) => `a${index}: s3cret`).join("\n"), /more than 32/u],
    [`a: ${"s3cret".repeat(2_000)}`, /^the value in line 1/u],
  ];
  for (const [text, fault] of rows) {
    const parsed = parseHeaderLines(text);
    assert.ok(typeof parsed === "string" && fault.test(parsed), text);
    assert.doesNotMatch(parsed, /s3cret/u);
  }
  assert.equal(rows.length, 11);
});
