import assert from "node:assert/strict";
import { test } from "node:test";
import { VERSION } from "./version.ts";

test("the version is a semantic version", () => {
  assert.match(VERSION, /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/u);
});
