import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEcmaPattern } from "./ecma_pattern.ts";
import { toRe2 } from "./to_re2.ts";

test("only constructs that mean the same in RE2 are written", () => {
  const rows: readonly (readonly [source: string, re2: string | null])[] = [
    ["^a$", "(?:\\A[\\x{61}-\\x{61}]\\z)"],
    ["\\b\\d+", "(?:\\b(?:[\\x{30}-\\x{39}]{1,}))"],
    ["a|b{2}", "(?:(?:[\\x{61}-\\x{61}])|(?:(?:[\\x{62}-\\x{62}]{2,2})))"],
    ["[]", "(?:[^\\x{0}-\\x{10ffff}])"],
    ["a{1,2000}", null],
    ["a(?=b)", null],
  ];
  for (const [source, re2] of rows) {
    const tree = parseEcmaPattern(source);
    assert.ok(tree.ok);
    assert.equal(toRe2(tree.node), re2, source);
  }
  assert.equal(rows.length, 6);
});
