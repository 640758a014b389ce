import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SCHEMA_OPTIONS, optionsKey, type SchemaOptions } from "./options.ts";

test("every option changes the key", () => {
  const others: readonly Partial<SchemaOptions>[] = [
    {},
    { additionalProperties: "strict" },
    { readOnlyInRequest: "ignore" },
    { writeOnlyInResponse: "ignore" },
    { otherCaseInRequest: "ignore" },
    { formats: "annotate" },
    { unsupportedPattern: "length_only" },
    { unknownKeyword: "error" },
  ];
  assert.equal(
    new Set(others.map((other) => optionsKey({ ...DEFAULT_SCHEMA_OPTIONS, ...other }))).size,
    Object.keys(DEFAULT_SCHEMA_OPTIONS).length + 1,
  );
});
