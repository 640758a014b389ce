import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_LOAD_LIMITS } from "./load_files.ts";
import { parseSource } from "./parse_source.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const outcome = (uri: string, input: Uint8Array, limits = DEFAULT_LOAD_LIMITS): string => {
  const parsed = parseSource(uri, input, limits);
  return parsed.ok ? JSON.stringify(parsed.file.root) : parsed.issues.map(({ code }) => code).join(" ");
};

test("the content tells JSON from YAML, not the name", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["a.yaml", '{"a": 1}', '{"a":1}'],
    ["a.json", "a: 1", '{"a":1}'],
    ["a.yaml", "{a: 1,}", '{"a":1}'],
    ["a.json", "{a: 1,}", "openapi.syntax"],
    ["a.yaml", '{"a": 1, "a": 2}', "openapi.duplicate_key"],
    ["a.json", '\uFEFF{"a": 1}', '{"a":1}'],
    ["a.yaml", "", "null"],
  ];
  for (const [uri, text, wanted] of rows) assert.equal(outcome(uri, bytes(text)), wanted, text);
  assert.equal(rows.length, 7);
});

test("what is too large or no UTF-8 is refused before it is parsed", () => {
  assert.equal(outcome("a", Uint8Array.of(0x61, 0xff)), "openapi.not_utf8");
  assert.equal(outcome("a", bytes("abcd"), { ...DEFAULT_LOAD_LIMITS, maxFileBytes: 3 }), "openapi.too_large");
  assert.equal(outcome("a", bytes("abcd"), { ...DEFAULT_LOAD_LIMITS, maxYamlBytes: 3 }), "openapi.too_large");
});

test("no bytes make it throw", () => {
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.string().map(bytes)), (input) => void parseSource("a", input, DEFAULT_LOAD_LIMITS)));
});
