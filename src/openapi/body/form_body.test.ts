import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { compileFormBody } from "./form_body.ts";

test("a form is well formed, and an object of its fields fits the schema", () => {
  const judge = compileFormBody(
    bodyParts({ schema: { type: "object", required: ["a"], properties: { a: { type: "integer" }, "b/c": { type: "integer" } } } }),
  );
  const rows = [
    ["a=1", ""],
    ["", "invalid: schema.required body"],
    ["a=x", "invalid: schema.type body:/a"],
    ["a=1&b%2Fc=x", "invalid: schema.type body:/b~1c"],
    ["a=1&z=1", "invalid: form.undeclared body:/z"],
    ["a=%", "malformed: form.encoding body"],
    ["a=1&".repeat(1001), "malformed: form.too_many body"],
  ] as const;
  for (const [body, verdict] of rows) assert.equal(verdictOn(judge, body), verdict, body.slice(0, 20));
  assert.equal(rows.length, 7);
});
