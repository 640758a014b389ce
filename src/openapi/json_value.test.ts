import assert from "node:assert/strict";
import { test } from "node:test";
import { arrayMember, booleanMember, isJsonArray, isJsonObject, member, objectMember, stringMember } from "./json_value.ts";

test("inherited names are no members", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) assert.equal(member({}, name), undefined, name);
});

test("a member of another type is as good as none", () => {
  const object = { text: "a", flag: true, list: [1], map: { a: 1 }, nothing: null };
  assert.deepEqual([stringMember(object, "text"), stringMember(object, "flag")], ["a", undefined]);
  assert.deepEqual([booleanMember(object, "flag"), booleanMember(object, "text")], [true, undefined]);
  assert.deepEqual([arrayMember(object, "list"), arrayMember(object, "map")], [[1], []]);
  assert.deepEqual([objectMember(object, "map"), objectMember(object, "list"), objectMember(object, "nothing")], [{ a: 1 }, {}, {}]);
});

test("lists and null are no objects", () => {
  assert.deepEqual(
    [isJsonObject({}), isJsonObject([]), isJsonObject(null), isJsonArray([]), isJsonArray({})],
    [true, false, false, true, false],
  );
});
