import assert from "node:assert/strict";
import { test } from "node:test";
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

test("the flexible column is cut so that the table fits the screen", () => {
  const lines = toTable([{ title: "id" }, { title: "path", flexible: true }], [["1", "/a/very/long/path/indeed"]], 16);
  assert.deepEqual(lines, ["id  path", "1   /a/very/lon…"]);
  assert.ok(lines.every((line) => line.length <= 16));
});

test("of several flexible columns the widest gives way first", () => {
  const columns = [{ title: "a", flexible: true }, { title: "b", flexible: true }, { title: "c" }];
  const row = ["a".repeat(12), "b".repeat(20), "c"];
  assert.deepEqual(toTable(columns, [row], 27)[1], `${"a".repeat(10)}…  ${"b".repeat(10)}…  c`);
  assert.deepEqual(toTable(columns, [row], Number.POSITIVE_INFINITY)[1], row.join("  "));
});
