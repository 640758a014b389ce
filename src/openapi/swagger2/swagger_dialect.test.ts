/** The Schema Object of Swagger 2.0: draft 4 without what it left out, and `x-nullable`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf, type ValidationRow } from "../../../test/support/validate.ts";
import { SchemaRegistry } from "../schema/registry.ts";
import { shapeAt } from "../parameters/value_shape.ts";
import { NULL, STRING } from "../parameters/value_types.ts";

const ROWS: readonly ValidationRow[] = [
  { schema: { type: "string", "x-nullable": true }, fits: ['"a"', "null"], fails: { "1": ["schema.type"] } },
  { schema: { type: "string", "x-nullable": false }, fits: ['"a"'], fails: { null: ["schema.type"] } },
  { schema: { minimum: 1, exclusiveMinimum: true }, fits: ["2"], fails: { "1": ["schema.exclusive_minimum"] } },
  { schema: { maximum: 1, exclusiveMaximum: false }, fits: ["1"], fails: { "2": ["schema.maximum"] } },
  { schema: { properties: { a: { type: "integer", readOnly: true } } }, fits: ["{}"], fails: { '{"a":1}': ["schema.read_only /a"] } },
  { schema: { allOf: [{ required: ["a"] }, { maxProperties: 1 }] }, fits: ['{"a":1}'], fails: { "{}": ["schema.required"] } },
  {
    schema: { $ref: "#/definitions/x", type: "string", definitions: { x: { type: "integer" } } },
    fits: ["1"],
    fails: { '"a"': ["schema.type"] },
  },
];

test("keywords of Swagger 2.0", () => {
  assert.deepEqual(failuresOf(ROWS, { dialect: "swagger-2.0" }), []);
  assert.equal(ROWS.length, 7);
});

test("keywords of later versions check nothing, and that is said", () => {
  for (const keyword of ["nullable", "oneOf", "anyOf", "not", "writeOnly", "const", "patternProperties"]) {
    const strict = planOf({ [keyword]: [] }, { dialect: "swagger-2.0", unknownKeyword: "error" });
    assert.ok(!("validate" in strict), keyword);
    assert.deepEqual(
      strict.map(({ pointer }) => pointer),
      [`/${keyword}`],
    );
  }
});

test("types that Swagger 2.0 does not have are errors", () => {
  const rows: readonly (readonly [schema: unknown, message: RegExp])[] = [
    [{ type: "null" }, /Swagger 2\.0 has no type `null`; write `x-nullable: true`/u],
    [{ type: ["string", "integer"] }, /must be one name in Swagger 2\.0/u],
    [{ type: "file" }, /must name a type of JSON Schema/u],
    [{ items: [{}] }, /must be one schema in Swagger 2\.0/u],
  ];
  for (const [schema, message] of rows) {
    const issues = planOf(schema, { dialect: "swagger-2.0" });
    assert.ok(!("validate" in issues), JSON.stringify(schema));
    assert.match(issues[0]?.message ?? "", message);
  }
});

test("a nullable text may be null where text is read", () => {
  const registry = new SchemaRegistry();
  registry.add("a", { type: "string", "x-nullable": true }, "swagger-2.0");
  assert.equal(shapeAt({ uri: "a", pointer: "" }, registry)?.types, STRING | NULL);
});
