import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEcmaPattern } from "./ecma_pattern.ts";

const A = { kind: "set", set: [97, 97] } as const;

test("a pattern is read into its tree, captures and laziness gone", () => {
  assert.deepEqual(parseEcmaPattern("^(a|a{2,3}?)$"), {
    ok: true,
    node: {
      kind: "sequence",
      items: [
        { kind: "assert", what: "start" },
        {
          kind: "choice",
          options: [
            { kind: "sequence", items: [A] },
            { kind: "sequence", items: [{ kind: "repeat", body: A, min: 2, max: 3 }] },
          ],
        },
        { kind: "assert", what: "end" },
      ],
    },
  });
});

test("a pattern that can't be read says what and where", () => {
  assert.deepEqual(parseEcmaPattern("ab(c"), { ok: false, reason: "it has a group that is not closed at character 2" });
});
