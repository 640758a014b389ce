import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFields } from "./changed_fields.ts";
import { fieldsOf } from "./headers.ts";

const FIELDS = fieldsOf([
  ["server", "x"],
  ["vary", "a"],
  ["vary", "b"],
]);

const pairsOf = (fields: ReturnType<typeof fieldsOf>): readonly string[] =>
  Array.from({ length: fields.length }, (_, index) => `${fields.nameAt(index)}: ${fields.valueAt(index)}`);

test("without changes the fields are the same value", () => {
  assert.equal(changedFields(FIELDS, []), FIELDS);
  assert.equal(changedFields(FIELDS, [{ set: [], remove: [] }]), FIELDS);
});

test("a set field replaces all of its name, a removed one is gone, later changes win", () => {
  const changed = changedFields(FIELDS, [
    {
      set: [
        ["vary", "c"],
        ["x", "1"],
      ],
      remove: ["server"],
    },
    { set: [["x", "2"]], remove: [] },
  ]);
  assert.deepEqual(pairsOf(changed), ["vary: c", "x: 2"]);
});
