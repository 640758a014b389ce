import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEcmaPattern, type PatternNode } from "./ecma_pattern.ts";
import { compileNfa, isRegular, nfaSize } from "./nfa.ts";

function treeOf(source: string): PatternNode {
  const tree = parseEcmaPattern(source);
  assert.ok(tree.ok);
  return tree.node;
}

test("counted repetitions are written out, and the size says so beforehand", () => {
  const node = treeOf("(?:a{10}){10}");
  assert.ok(nfaSize(node) >= compileNfa(node).steps.length - 1);
  assert.equal(compileNfa(node).steps.filter((step) => step.kind === "set").length, 100);
  assert.ok(nfaSize(treeOf("(?:a{1,1000}){1,1000}")) > 1_000_000);
});

test("equal sets are one set", () => {
  assert.equal(compileNfa(treeOf("a[a]\\x61b")).sets.length, 2);
});

test("word boundaries and lookaheads are not regular here", () => {
  assert.deepEqual(
    ["a|^b$", "\\ba", "^(?=a)"].map((source) => isRegular(treeOf(source))),
    [true, false, false],
  );
});
