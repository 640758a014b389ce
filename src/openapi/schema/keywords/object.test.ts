import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf, validate } from "../../../../test/support/validate.ts";

test("members, names and counts", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { properties: { a: { type: "string" } }, additionalProperties: false },
        fits: ["{}", '{"a":""}'],
        fails: { '{"a":1,"b":2}': ["schema.type /a", "schema.additional_properties /b"] },
      },
      {
        schema: { patternProperties: { "^x": { type: "integer" } }, additionalProperties: { type: "null" } },
        fits: ['{"x1":1,"y":null}'],
        fails: { '{"x1":null}': ["schema.type /x1"], '{"y":1}': ["schema.type /y"] },
      },
      {
        schema: { required: ["a", "constructor"] },
        fits: ['{"a":1,"constructor":1}', "[]"],
        fails: { "{}": ["schema.required", "schema.required"] },
      },
      {
        schema: { minProperties: 1, maxProperties: 1 },
        fits: ['{"a":1}'],
        fails: { "{}": ["schema.min_properties"], '{"a":1,"b":1}': ["schema.max_properties"] },
      },
      { schema: { propertyNames: { maxLength: 1 } }, fits: ['{"a":1}'], fails: { '{"ab":1}': ["schema.property_names"] } },
      {
        schema: { dependentRequired: { a: ["b"] } },
        fits: ['{"b":1}', '{"a":1,"b":1}'],
        fails: { '{"a":1}': ["schema.dependent_required"] },
      },
    ]),
    [],
  );
});

test("a request may not have a declared property in other letters, wherever the schema stands", () => {
  const schema = { properties: { role: { enum: ["user"] }, sortKey: {} }, patternProperties: { "^ROLE_": {} } };
  const refused = ["schema.property_case /Role"];
  assert.deepEqual(
    failuresOf([
      {
        schema,
        fits: ['{"role":"user","sortKey":1}', '{"ROLE_A":1,"roles":1}'],
        fails: {
          '{"Role":"admin"}': refused,
          '{"role":"user","Role":"admin"}': refused,
          '{"role":"root","\u017fort\u212aey":1}': ["schema.enum /role", "schema.property_case /\u017fort\u212aey"],
        },
      },
      { schema: { ...schema, patternProperties: { "^[A-Za-z]+$": {} } }, fits: ['{"other":1}'], fails: { '{"Role":"admin"}': refused } },
      { schema: { ...schema, additionalProperties: false }, fits: [], fails: { '{"Role":1}': ["schema.additional_properties /Role"] } },
      { schema: { not: schema }, fits: ['{"role":"root"}'], fails: { '{"Role":"admin"}': refused } },
      { schema: { if: schema, else: {} }, fits: ['{"role":"root"}'], fails: { '{"Role":"admin"}': refused } },
      { schema: { anyOf: [schema, {}] }, fits: ['{"role":"root"}'], fails: { '{"Role":"admin"}': refused } },
      {
        schema: { items: { oneOf: [schema, false] } },
        fits: ['[{"role":"user"}]'],
        fails: { '[{"Role":1}]': ["schema.property_case /0/Role"] },
      },
    ]),
    [],
  );
  assert.deepEqual(validate(schema, '{"Role":"admin"}', { direction: "response" }).errors, []);
  assert.deepEqual(validate(schema, '{"Role":"admin"}', { otherCaseInRequest: "ignore" }).errors, []);
});

test("required does not demand a read-only property of a request, nor a write-only one of a response", () => {
  const schema = {
    required: ["id", "secret", "name"],
    properties: { id: { $ref: "#/$defs/id" }, secret: { writeOnly: true }, name: {} },
    $defs: { id: { type: "integer", readOnly: true } },
  };
  assert.deepEqual(validate(schema, "{}").errors, ["schema.required", "schema.required"]);
  assert.deepEqual(validate(schema, '{"secret":1,"name":1}').errors, []);
  assert.deepEqual(validate(schema, '{"id":1,"name":1}', { direction: "response" }).errors, []);
  assert.deepEqual(validate(schema, '{"name":1}', { direction: "response" }).errors, ["schema.required"]);
});

test("a composition knows the read-only names of all its parts", () => {
  const schema = {
    allOf: [{ $ref: "#/$defs/base" }, { required: ["id", "name"], properties: { name: {} } }],
    $defs: { base: { properties: { id: { readOnly: true } } } },
  };
  assert.deepEqual(validate(schema, '{"name":1}').errors, []);
  assert.deepEqual(validate(schema, "{}").errors, ["schema.required"]);
  assert.deepEqual(validate(schema, "{}", { direction: "response" }).errors, ["schema.required", "schema.required"]);
});

test("the boolean required of draft 3 is a warning, a list of other things an error", () => {
  assert.ok("validate" in planOf({ properties: { a: { required: true } } }));
  assert.ok(!("validate" in planOf({ required: [1] })));
});

test("dependencies of draft 4 are names or schemas", () => {
  const schema = { dependencies: { a: ["b"], c: { minProperties: 2 } } };
  assert.deepEqual(
    failuresOf(
      [{ schema, fits: ['{"a":1,"b":1}'], fails: { '{"a":1}': ["schema.dependent_required"], '{"c":1}': ["schema.min_properties"] } }],
      { dialect: "draft-04" },
    ),
    [],
  );
});
