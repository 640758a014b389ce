import assert from "node:assert/strict";
import { test } from "node:test";
import { foldCase } from "./fold_case.ts";

test("what readers that ignore case take for one name folds to one, and other names do not", () => {
  for (const name of ["sortKey", "SORTKEY", "sortkey", "\u017fortkey", "sort\u212aey"]) assert.equal(foldCase(name), "SORTKEY", name);
  for (const name of ["sort_key", "sortKeys", "\u00df", ""]) assert.notEqual(foldCase(name), "SORTKEY", name);
});
