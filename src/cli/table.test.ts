import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { toTable } from "./table.ts";

test("columns are as wide as their content and nothing trails", () => {
  const lines = toTable(
    [{ title: "a" }, { title: "n", align: "right" }],
    [
      ["long", "1"],
      ["x", "22"],
    ],
    80,
  );
  assert.deepEqual(lines, ["a      n", "long   1", "x     22"]);
});

test("the flexible column goes on in further lines so that the table fits the screen and says everything", () => {
  const columns = [{ title: "id" }, { title: "path", flexible: true }, { title: "n", align: "right" }] as const;
  const lines = toTable(columns, [["1", "token of idp with orders:read", "7"]], 19);
  assert.deepEqual(lines, ["id  path          n", "1   token of idp  7", "    with", "    orders:read"]);
  assert.deepEqual(toTable(columns, [["1", "/a/very/long/path", "7"]], 17), ["id  path        n", "1   /a/very/lo  7", "    ng/path"]);
});

test("of several flexible columns the widest gives way first", () => {
  const columns = [{ title: "a", flexible: true }, { title: "b", flexible: true }, { title: "c" }];
  const row = ["a".repeat(12), "b".repeat(20), "c"];
  assert.deepEqual(toTable(columns, [row], 27).slice(1), [`${"a".repeat(11)}  ${"b".repeat(11)}  c`, `a            ${"b".repeat(9)}`]);
  assert.deepEqual(toTable(columns, [row], Number.POSITIVE_INFINITY)[1], row.join("  "));
});

test("no table loses a letter or is wider than the screen that has room for it", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "/", " "), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), fc.integer({ min: 18, max: 60 }), (rows, width) => {
      const columns = [
        { title: "a", flexible: true },
        { title: "b", flexible: true },
      ];
      const lines = toTable(columns, rows, width);
      assert.ok(lines.every((line) => line.length <= width));
      const letters = (text: string): string => text.replaceAll(" ", "").split("").toSorted().join("");
      assert.equal(letters(lines.slice(1).join("")), letters(rows.flat().join("")));
    }),
  );
});

test("cells hold nothing that a terminal obeys, and columns are as wide as what is shown of them", () => {
  const lines = toTable([{ title: "a" }, { title: "b" }], [["ev\u001b[31mil", "\u202ex\n"]], 80);
  assert.deepEqual(lines, ["a     b", "evil  \ufffdx\ufffd"]);
});
