import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluated } from "./evaluated.ts";

test("names, items before an index and single items are evaluated, and added up", () => {
  const one = new Evaluated();
  one.addName("a");
  one.addItemsBefore(2);
  const two = new Evaluated();
  two.addIndex(5);
  two.addAll(one);
  assert.deepEqual(
    [0, 1, 2, 5].map((index) => two.hasIndex(index)),
    [true, true, false, true],
  );
  assert.deepEqual(
    ["a", "b"].map((name) => two.hasName(name)),
    [true, false],
  );
  assert.equal(two.size, 2);
});

test("all is all", () => {
  const all = new Evaluated();
  all.all = true;
  const other = new Evaluated();
  other.addAll(all);
  assert.ok(other.hasName("x") && other.hasIndex(9));
});
