import assert from "node:assert/strict";
import { test } from "node:test";
import { compileDfa, DFA_BOUNDS } from "./dfa.ts";
import { parseEcmaPattern } from "./ecma_pattern.ts";
import { compileNfa, type Nfa } from "./nfa.ts";

function nfaOf(source: string): Nfa {
  const tree = parseEcmaPattern(source);
  assert.ok(tree.ok);
  return compileNfa(tree.node);
}

test("the machine finds a match anywhere, and anchors hold at the ends of the text only", () => {
  const rows: readonly (readonly [source: string, text: string, found: boolean])[] = [
    ["ab", "xxabxx", true],
    ["ab", "aab", true],
    ["^ab", "xab", false],
    ["ab$", "abx", false],
    ["ab$", "abab", true],
    ["^$", "", true],
    ["$^", "", true],
    ["$^", "a", false],
    ["(?:^a|b)c", "xac", false],
    ["(?:^a|b)c", "xbc", true],
    ["\u{1f600}é", "a\u{1f600}é", true],
  ];
  for (const [source, text, found] of rows) assert.equal(compileDfa(nfaOf(source))?.(text), found, `${source} in ${text}`);
  assert.equal(rows.length, 11);
});

test("past any of its bounds there is no machine", () => {
  const explosive = nfaOf("a[ab]{40}c");
  assert.equal(compileDfa(explosive), null);
  const small = nfaOf("^abc$");
  assert.notEqual(compileDfa(small), null);
  for (const bound of ["maxStates", "maxTableCells", "maxWork"] as const)
    assert.equal(compileDfa(small, { ...DFA_BOUNDS, [bound]: 1 }), null);
});
