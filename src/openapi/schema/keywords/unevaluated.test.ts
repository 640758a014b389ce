import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, validate } from "../../../../test/support/validate.ts";
import { Evaluated } from "../evaluated.ts";
import { Run } from "../run.ts";
import { Scope } from "../scope.ts";
import { WorkBudget } from "../../../kernel/budget.ts";
import { checkRestOfObject } from "./unevaluated.ts";

test("what no schema evaluated is checked", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
        fits: ['{"a":1}', "[]"],
        fails: { '{"a":1,"b":1}': ["schema.unevaluated_properties /b"] },
      },
      {
        schema: { anyOf: [{ required: ["a"], properties: { a: true } }, { properties: { b: true } }], unevaluatedProperties: false },
        fits: ['{"a":1,"b":1}', '{"b":1}'],
        fails: { '{"c":1}': ["schema.unevaluated_properties /c"] },
      },
      {
        schema: { prefixItems: [true], contains: { const: 1 }, unevaluatedItems: { type: "string" } },
        fits: ['[0,1,"a"]'],
        fails: { "[0,1,2]": ["schema.type /2"] },
      },
    ]),
    [],
  );
});

test("the rest of an object is what its collector has not", () => {
  const run = new Run(new WorkBudget(100), "request", new Scope());
  const seen = new Evaluated();
  seen.addName("a");
  const check = checkRestOfObject(null, { uri: "u", pointer: "/p" }, "schema.additional_properties");
  assert.equal(check({ a: 1 }, run, seen), true);
  assert.equal(seen.all, true);
  assert.equal(check({ b: 1 }, run, new Evaluated()), false);
  assert.equal(run.errors[0]?.pointer, "/b");
});

test("strict closes what declares properties, over the whole composition", () => {
  const document = {
    $defs: {
      simple: { properties: { a: {} } },
      free: { type: "object" },
      open: { properties: { a: {} }, additionalProperties: true },
      map: { properties: { a: {} }, patternProperties: { "^x-": {} } },
      composed: { allOf: [{ $ref: "#/$defs/simple" }, { properties: { b: { $ref: "#/$defs/simple" } } }] },
      either: {
        oneOf: [
          { required: ["a"], properties: { a: {} } },
          { required: ["b"], properties: { b: {} } },
        ],
      },
      alias: { $ref: "#/$defs/simple", description: "the same" },
    },
  };
  const rows: readonly (readonly [name: string, text: string, errors: readonly string[]])[] = [
    ["simple", '{"a":1}', []],
    ["simple", '{"b":1}', ["schema.additional_properties /b"]],
    ["alias", '{"b":1}', ["schema.additional_properties /b"]],
    ["free", '{"b":1}', []],
    ["open", '{"b":1}', []],
    ["map", '{"b":1}', []],
    ["composed", '{"a":1,"b":{"a":1}}', []],
    ["composed", '{"a":1,"b":{"c":1}}', ["schema.additional_properties /b/c"]],
    ["composed", '{"c":1}', ["schema.additional_properties /c"]],
    ["either", '{"a":1}', []],
    ["either", '{"a":1,"c":1}', ["schema.additional_properties /c"]],
  ];
  for (const [name, text, errors] of rows) {
    assert.deepEqual(
      validate(document, text, { pointer: `/$defs/${name}`, additionalProperties: "strict" }).errors,
      errors,
      `${name} ${text}`,
    );
    assert.deepEqual(validate(document, text, { pointer: `/$defs/${name}` }).errors, []);
  }
  assert.equal(rows.length, 11);
});
