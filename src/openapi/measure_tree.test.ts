import assert from "node:assert/strict";
import { test } from "node:test";
import { measureTree } from "./measure_tree.ts";

const LIMITS = { maxNodes: 6, maxDepth: 3 };

test("members of all objects are counted", () => {
  assert.deepEqual(measureTree({ a: { b: 1 }, c: [2] }, LIMITS), { members: 3, issues: [] });
});

test("the walk ends at the first limit that is passed", () => {
  assert.deepEqual(
    measureTree([[[[]]], [[[]]]], LIMITS).issues.map(({ code, pointer }) => [code, pointer]),
    [["openapi.too_deep", "/0/0/0"]],
  );
  assert.deepEqual(
    measureTree([1, 2, 3, 4, 5, 6, 7, 8], LIMITS).issues.map(({ code, pointer }) => [code, pointer]),
    [["openapi.too_large", "/5"]],
  );
});

test("every `__proto__` is reported", () => {
  const tree: unknown = JSON.parse('{"__proto__": {"__proto__": 1}}');
  assert.deepEqual(
    measureTree(tree, LIMITS).issues.map(({ pointer }) => pointer),
    ["/__proto__", "/__proto__/__proto__"],
  );
});
