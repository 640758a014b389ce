import assert from "node:assert/strict";
import { test } from "node:test";
import { scopesOf } from "./scopes.ts";

test("text separated by spaces, an array, and both claims together", () => {
  assert.deepEqual([...(scopesOf({ scope: "a b  c" }, ["scope"]) ?? [])], ["a", "b", "c"]);
  assert.deepEqual([...(scopesOf({ scp: ["a", "b"] }, ["scope", "scp"]) ?? [])], ["a", "b"]);
  assert.deepEqual([...(scopesOf({ scope: "a", scp: "b" }, ["scope", "scp"]) ?? [])], ["a", "b"]);
  assert.equal(scopesOf({}, ["scope"])?.size, 0);
});

test("a claim that is not named gives nothing, and one of another type is refused", () => {
  assert.equal(scopesOf({ scp: "a" }, ["scope"])?.size, 0);
  for (const value of [1, null, { a: 1 }, ["a", 1], true]) assert.equal(scopesOf({ scope: value }, ["scope"]), null);
});

test("scopes are case-sensitive and other blanks do not separate", () => {
  assert.deepEqual([...(scopesOf({ scope: "A a\tb" }, ["scope"]) ?? [])], ["A", "a\tb"]);
});
