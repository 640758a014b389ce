import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_LOAD_LIMITS } from "./load_files.ts";
import { parseYamlSource } from "./yaml_source.ts";

const parse = (text: string, limits: Partial<typeof DEFAULT_LOAD_LIMITS> = {}) =>
  parseYamlSource("a.yaml", text, { ...DEFAULT_LOAD_LIMITS, ...limits });

const codesOf = (text: string, limits: Partial<typeof DEFAULT_LOAD_LIMITS> = {}): readonly string[] => {
  const parsed = parse(text, limits);
  return parsed.ok ? [] : parsed.issues.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);
};

test("any JSON value comes back from its YAML", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      const parsed = parse(text);
      if (text.includes("__proto__")) return;
      assert.ok(parsed.ok, text);
      assert.equal(JSON.stringify(parsed.file.root), JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("a quoted `<<` is a key, as YAML 1.2 and JSON have it; a plain one is refused, tagged or not", () => {
  for (const text of ['{"<<":{"a":1}}', "'<<': {a: 1}"]) {
    const parsed = parse(text);
    assert.ok(parsed.ok, text);
    assert.equal(JSON.stringify(parsed.file.root), '{"<<":{"a":1}}');
  }
  assert.deepEqual(codesOf("<<: {a: 1}"), ["openapi.yaml_merge 1:1"]);
  assert.deepEqual(codesOf("!!str <<: {a: 1}"), ["openapi.yaml_merge 1:7"]);
});

test("keys are text, and scalars those of the core schema, whatever version the file claims", () => {
  const parsed = parse("%YAML 1.1\n---\n200: yes\non: 0o14\nnull: 2020-01-01\n~: !!str 5\n");
  assert.ok(parsed.ok);
  assert.deepEqual({ ...Object(parsed.file.root) }, { 200: "yes", on: 12, null: "2020-01-01", "~": "5" });
});

test("what JSON can't say is refused with its place", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["a: 1\na: 2", ["openapi.duplicate_key 2:1"]],
    ["a: !mine 1", ["openapi.yaml_tag 1:10"]],
    ["a: &x {}\nb: { <<: *x }", ["openapi.yaml_merge 2:6"]],
    ["a: .nan", ["openapi.yaml_number 1:4"]],
    ["__proto__: 1", ["openapi.forbidden_key 1:1"]],
    ["? [a]\n: 1", ["openapi.syntax 1:3"]],
    ["a: 1\n---\nb: 1", ["openapi.syntax 2:1"]],
    ["a: *x", ["openapi.yaml_alias 1:4"]],
    ["a: &x [*x]", ["openapi.yaml_alias 1:8"]],
    ["a: [[[1]]]", ["openapi.too_deep 1:6"]],
    ["a: &x [1,1]\nb: [*x,*x,*x,*x]", ["openapi.too_large 2:14"]],
  ];
  for (const [text, wanted] of rows) assert.deepEqual(codesOf(text, { maxDepth: 3, maxNodes: 16 }), wanted, text);
  assert.equal(rows.length, 11);
});

test("aliases share what they stand for, and a place behind one is found at its anchor", () => {
  const parsed = parse("a: &x\n  b: 1\nc: *x\n");
  assert.ok(parsed.ok);
  assert.equal(JSON.stringify(parsed.file.root), '{"a":{"b":1},"c":{"b":1}}');
  assert.deepEqual(
    [...parsed.file.locate(["/c", "/c/b", "/c/missing", ""]).values()].map(({ line, column }) => `${line}:${column}`),
    ["3:1", "2:3", "3:1", "1:1"],
  );
});

test("thousands of brackets are an issue, not a crash", () => {
  assert.equal(codesOf("[".repeat(20_000)).length > 0, true);
});
