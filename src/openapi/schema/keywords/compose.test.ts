import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluated } from "../evaluated.ts";
import { Run } from "../run.ts";
import { Scope } from "../scope.ts";
import { WorkBudget } from "../../../kernel/budget.ts";
import { failuresOf, planOf, validate } from "../../../../test/support/validate.ts";
import { tryBranch } from "./compose.ts";

test("schemas compose as 2020-12 says", () => {
  assert.deepEqual(
    failuresOf([
      { schema: { allOf: [{ minimum: 1 }, { maximum: 2 }] }, fits: ["1"], fails: { "0": ["schema.minimum"], "3": ["schema.maximum"] } },
      { schema: { anyOf: [{ type: "string" }, { type: "integer" }] }, fits: ["1", '"a"'], fails: { "1.5": ["schema.any_of"] } },
      { schema: { oneOf: [{ minimum: 1 }, { maximum: 2 }] }, fits: ["0", "3"], fails: { "1.5": ["schema.one_of"] } },
      { schema: { not: { type: "string" } }, fits: ["1"], fails: { '"a"': ["schema.not"] } },
      {
        schema: JSON.parse('{"if":{"const":1},"then":false,"else":{"type":"string"}}'),
        fits: ['"a"'],
        fails: { "1": ["schema.false"], "2": ["schema.type"] },
      },
      {
        schema: { dependentSchemas: { a: { required: ["b"] } } },
        fits: ["{}", '{"a":1,"b":1}'],
        fails: { '{"a":1}': ["schema.required"] },
      },
    ]),
    [],
  );
});

test("where null is the only other alternative, the errors are those of the alternative", () => {
  const schema = { anyOf: [{ type: "object", properties: { a: { type: "string" } } }, { type: "null" }] };
  assert.deepEqual(validate(schema, '{"a":1}').errors, ["schema.type /a"]);
  assert.deepEqual(validate(schema, "null").errors, []);
});

test("an empty list of alternatives is an error of the schema", () => {
  for (const keyword of ["allOf", "anyOf", "oneOf"]) assert.ok(!("validate" in planOf({ [keyword]: [] })));
});

test("what a branch evaluated counts only where it fits, and its failure is not reported", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  const seen = new Evaluated();
  const branch = (fits: boolean, name: string) => ({
    check: (_value: unknown, inner: Run, own: Evaluated | null) => {
      own?.addName(name);
      return fits || inner.fail("schema.x", { uri: "", pointer: "" }, "no");
    },
  });
  assert.equal(tryBranch(branch(true, "a"), {}, run, seen), true);
  assert.equal(tryBranch(branch(false, "b"), {}, run, seen), false);
  assert.deepEqual([seen.hasName("a"), seen.hasName("b"), run.errors.length, run.probing], [true, false, 0, 0]);
});
