import assert from "node:assert/strict";
import { test } from "node:test";
import { validationOptions } from "./options.ts";

test("without options everything is refused that can be, and nothing is closed that the document leaves open", () => {
  assert.deepEqual(validationOptions.parse(undefined), {
    status: 422,
    additionalProperties: "as_declared",
    readOnly: "refuse",
    otherCase: "refuse",
    undeclaredQuery: "refuse",
    undeclaredFields: "refuse",
    formats: "assert",
  });
});

test("unknown keys and values are refused", () => {
  for (const written of [{ statuz: 400 }, { status: 403 }, { read_only: "observe" }, { formats: true }, "strict"])
    assert.equal(validationOptions.safeParse(written).success, false, JSON.stringify(written));
});
