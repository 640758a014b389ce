import assert from "node:assert/strict";
import { test } from "node:test";
import { placeBelow, toPlaceText } from "./place.ts";

test("a place goes down by tokens, and is one text", () => {
  const place = placeBelow({ uri: "u", pointer: "/a" }, "b/c", 1);
  assert.deepEqual(place, { uri: "u", pointer: "/a/b~1c/1" });
  assert.equal(toPlaceText(place), "u#/a/b~1c/1");
});
