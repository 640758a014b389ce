import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJsonSource } from "./json_source.ts";
import { DEFAULT_LOAD_LIMITS } from "./load_files.ts";

const issuesOf = (text: string, limits = DEFAULT_LOAD_LIMITS) => {
  const parsed = parseJsonSource("a.json", text, limits);
  return parsed.ok ? [] : parsed.issues.map(({ code, pointer, at }) => `${code} ${pointer} ${at?.line}:${at?.column}`);
};

test("JSON is read as it is, with positions on demand", () => {
  const parsed = parseJsonSource("a.json", '{"a":\n{"b":1}}', DEFAULT_LOAD_LIMITS);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.file.root, { a: { b: 1 } });
  assert.deepEqual(parsed.file.locate(["/a/b"]).get("/a/b"), { line: 2, column: 2 });
});

test("what JSON.parse lets through is refused: duplicate keys, `__proto__`, depth, size", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['{"a":1,"a":2}', ["openapi.duplicate_key /a 1:8"]],
    ['{"a":{"__proto__":{}}}', ["openapi.forbidden_key /a/__proto__ 1:7"]],
    ['{"__proto__":1,"__proto__":2}', ["openapi.forbidden_key /__proto__ 1:16"]],
    ["[[[[1]]]]", ["openapi.too_deep /0/0/0 1:4"]],
    ["[1,2,3,4,5,6,7,8,9]", ["openapi.too_large /7 1:16"]],
    ["{", ["openapi.syntax  1:2"]],
    ['{"a":1,}', ["openapi.syntax  1:8"]],
  ];
  for (const [text, wanted] of rows) assert.deepEqual(issuesOf(text, { ...DEFAULT_LOAD_LIMITS, maxDepth: 3, maxNodes: 8 }), wanted, text);
  assert.equal(rows.length, 7);
});

test("thousands of brackets are an issue, not a crash", () => {
  assert.match(issuesOf("[".repeat(100_000) + "]".repeat(100_000))[0] ?? "", /^openapi\.(?:too_deep|syntax) /u);
});
