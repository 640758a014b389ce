import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "../../../test/support/validate.ts";
import { MAX_ERRORS } from "./schema_error.ts";

test("the first twenty errors are reported", () => {
  assert.equal(MAX_ERRORS, 20);
  assert.equal(validate({ items: false }, JSON.stringify(Array.from({ length: 100 }, () => 0))).errors.length, MAX_ERRORS);
});
