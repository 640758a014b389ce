import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeQuery } from "../../codec/query.ts";
import { FieldTable } from "./field_table.ts";

const owner = (names: readonly string[], brackets = false, takesOthers = false) => ({ names, brackets, takesOthers });

test("an exact name comes before brackets, brackets before whoever takes the rest", () => {
  const table = new FieldTable([owner(["a"], true), owner(["a[x]", "b", "a"]), owner([], false, true)]);
  assert.deepEqual(
    ["a", "a[y]", "a[x]", "b", "b[y]", "[y]", "z"].map((name) => table.ownerOf(name)),
    [0, 0, 1, 1, 2, 2, 2],
  );
  assert.equal(new FieldTable([owner(["a"])]).ownerOf("constructor"), -1);
});

test("fields are grouped in their order, and those of nobody are kept apart", () => {
  const pairs = decodeQuery("a=1&x=2&a=3");
  assert.ok(!("refused" in pairs));
  const { groups, undeclared } = new FieldTable([owner(["a"]), owner(["b"])]).group(pairs);
  assert.deepEqual(
    groups.map((group) => group?.map(({ value }) => value)),
    [["1", "3"], undefined],
  );
  assert.deepEqual(
    undeclared.map(({ name }) => name),
    ["x"],
  );
});

test("a name in other letters or with brackets resembles the declared one", () => {
  const table = new FieldTable([owner(["role", "filter[a]"]), owner(["ids"], true)]);
  assert.deepEqual(
    ["Role", "role[]", "ROLE[x]", "FILTER", "IDS[0]", "roles", "[role]", ""].map((name) => table.resembles(name)),
    [true, true, true, true, true, false, false, false],
  );
});
