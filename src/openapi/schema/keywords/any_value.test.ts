import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf, validate } from "../../../../test/support/validate.ts";

test("type, enum and const take what 2020-12 says", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { type: "integer" },
        fits: ["1", "1.0", "-0", "1e3", "12345678901234567890"],
        fails: { "1.5": ["schema.type"], '"1"': ["schema.type"] },
      },
      { schema: { type: ["string", "null"] }, fits: ['""', "null"], fails: { "0": ["schema.type"], "[]": ["schema.type"] } },
      {
        schema: { type: "object" },
        fits: ["{}"],
        fails: { "[]": ["schema.type"], null: ["schema.type"], "12345678901234567890": ["schema.type"] },
      },
      {
        schema: { enum: ["a", 1, { b: [1] }, null] },
        fits: ['"a"', "1.0", '{"b":[1e0]}', "null"],
        fails: { '"b"': ["schema.enum"], '{"b":1}': ["schema.enum"] },
      },
      { schema: { enum: ["a", 1] }, fits: ["1"], fails: { "[1]": ["schema.enum"], '"1"': ["schema.enum"], true: ["schema.enum"] } },
      { schema: { const: { a: 1, b: 2 } }, fits: ['{"b":2,"a":1}'], fails: { '{"a":1}': ["schema.const"] } },
      { schema: { const: 9007199254740992 }, fits: ["9007199254740992"], fails: { "9007199254740993": ["schema.const"] } },
    ]),
    [],
  );
});

test("the wrong type is the only error of a value", () => {
  assert.deepEqual(validate({ type: "string", enum: ["a"] }, "1").errors, ["schema.type"]);
});

test("a read-only property has no place in a request, a write-only one none in a response", () => {
  const schema = { properties: { id: { readOnly: true }, secret: { writeOnly: true } } };
  const text = '{"id":1,"secret":2}';
  assert.deepEqual(validate(schema, text).errors, ["schema.read_only /id"]);
  assert.deepEqual(validate(schema, text, { direction: "response" }).errors, ["schema.write_only /secret"]);
  assert.deepEqual(validate(schema, text, { readOnlyInRequest: "ignore" }).errors, []);
  assert.deepEqual(validate(schema, text, { direction: "response", writeOnlyInResponse: "ignore" }).errors, []);
});

test("OpenAPI 3.0 widens a type by nullable and has no type lists", () => {
  const dialect = "openapi-3.0";
  assert.deepEqual(validate({ type: "string", nullable: true }, "null", { dialect }).errors, []);
  assert.deepEqual(validate({ type: "string" }, "null", { dialect }).errors, ["schema.type"]);
  for (const type of [["string"], "null", "text", 1]) assert.ok(!("validate" in planOf({ type }, { dialect })));
});
