import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonNumeric, isJsonObject, JsonNumber, newJsonObject } from "./json_value.ts";

test("a new object has no names, inherited or own, and takes any", () => {
  const object = newJsonObject();
  assert.equal("toString" in object, false);
  object["constructor"] = 1;
  assert.deepEqual(Object.keys(object), ["constructor"]);
  assert.equal("constructor" in newJsonObject(), false);
});

test("an object is no null, array or number", () => {
  assert.ok(isJsonObject(newJsonObject()) && isJsonObject({}));
  for (const other of [null, [], new JsonNumber("1", 1), "a", 1, undefined]) assert.equal(isJsonObject(other), false);
});

test("a number counts as one in both forms", () => {
  assert.ok(isJsonNumeric(1) && isJsonNumeric(new JsonNumber("1", 1)));
  assert.ok(!isJsonNumeric("1"));
});
