import assert from "node:assert/strict";
import { test } from "node:test";
import * as place from "./parameter_place.ts";

test("places are written with brackets, and no name ends a line of a log", () => {
  assert.equal(place.placeInside("query:a", [0, "b\n\u2028c"]), "query:a[0][b??c]");
  assert.equal(place.toShownName("x".repeat(100)).length, 65);
  assert.equal(place.toShownName(`${"x".repeat(63)}😀`), `${"x".repeat(63)}�…`);
});
