import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf, validate } from "../../../../test/support/validate.ts";

test("items, counts and uniqueness", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { items: { type: "integer" } },
        fits: ["[]", "[1,2]", "{}"],
        fails: { '[1,"a",null]': ["schema.type /1", "schema.type /2"] },
      },
      { schema: { prefixItems: [{ type: "string" }], items: false }, fits: ["[]", '["a"]'], fails: { '["a",1]': ["schema.false /1"] } },
      {
        schema: { minItems: 1, maxItems: 2 },
        fits: ["[1]", "[1,2]"],
        fails: { "[]": ["schema.min_items"], "[1,2,3]": ["schema.max_items"] },
      },
      {
        schema: { uniqueItems: true },
        fits: ['[1,"1",true,[1],{"a":1}]'],
        fails: { "[1,1.0]": ["schema.unique_items"], '[{"a":1,"b":2},{"b":2,"a":1}]': ["schema.unique_items"] },
      },
      {
        schema: { contains: { const: 1 }, minContains: 2, maxContains: 2 },
        fits: ["[1,0,1]"],
        fails: { "[1]": ["schema.contains"], "[1,1,1]": ["schema.max_contains"] },
      },
    ]),
    [],
  );
});

test("a contained item is held to a schema that also leads back to itself for the same value", () => {
  const loops = {
    $ref: "#/$defs/x",
    $defs: {
      x: {
        type: ["array", "object"],
        anyOf: [{ type: "object" }, { contains: { $ref: "#/$defs/x" } }, { allOf: [{ $ref: "#/$defs/x" }], type: "object" }],
      },
    },
  };
  assert.deepEqual(
    failuresOf([
      {
        schema: loops,
        fits: ["{}", "[{}]", "[1,[{}]]"],
        fails: { "[]": ["schema.any_of"], "[1]": ["schema.any_of"], "[[1]]": ["schema.any_of"] },
      },
    ]),
    [],
  );
});

test("OpenAPI 3.0 has one schema for all items", () => {
  assert.ok(!("validate" in planOf({ items: [{}] }, { dialect: "openapi-3.0" })));
  assert.deepEqual(validate({ items: [{ type: "string" }], additionalItems: false }, '["a",1]', { dialect: "draft-04" }).errors, [
    "schema.false /1",
  ]);
});

test("uniqueness costs steps in proportion to the array", () => {
  const array = (count: number): string =>
    JSON.stringify(Array.from({ length: count }, (_, index) => ({ k: index, v: ["padding", index] })));
  const [small, large] = [validate({ uniqueItems: true }, array(500)).steps, validate({ uniqueItems: true }, array(2_000)).steps];
  assert.ok(array(2_000).length > 43_000);
  assert.ok(large < small * 4.2 && large < 150_000, `${small} and ${large} steps`);
});
