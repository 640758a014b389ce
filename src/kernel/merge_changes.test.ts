import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CHANGE } from "./guard.ts";
import { mergeChanges } from "./merge_changes.ts";

test("of two changes of one field the later holds", () => {
  const merged = mergeChanges([
    {
      set: [
        ["a", "1"],
        ["b", "1"],
      ],
      remove: ["c"],
    },
    {
      set: [
        ["a", "2"],
        ["c", "2"],
      ],
      remove: ["b", "d"],
    },
  ]);
  assert.deepEqual(merged, {
    set: [
      ["a", "2"],
      ["c", "2"],
    ],
    remove: ["b", "d"],
  });
});

test("no change, one change and changes of nothing are themselves", () => {
  const one = { set: [], remove: ["a"] };
  assert.equal(mergeChanges([]), NO_CHANGE);
  assert.equal(mergeChanges([one]), one);
  assert.equal(mergeChanges([NO_CHANGE, NO_CHANGE]), NO_CHANGE);
});
