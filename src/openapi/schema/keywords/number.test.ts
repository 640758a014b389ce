import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf } from "../../../../test/support/validate.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "../options.ts";
import { compileSchema } from "../plan.ts";
import { SchemaRegistry } from "../registry.ts";

test("bounds and multiples are exact", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { minimum: 1, maximum: 2 },
        fits: ["1", "2.0", '"x"'],
        fails: { "0.999": ["schema.minimum"], "2.0000000000000000000001": ["schema.maximum"] },
      },
      {
        schema: { exclusiveMinimum: 0 },
        fits: ["1e-300"],
        fails: { "0": ["schema.exclusive_minimum"], "-0": ["schema.exclusive_minimum"] },
      },
      {
        schema: { exclusiveMaximum: 2 ** 53 },
        fits: ["9007199254740991"],
        fails: { "9007199254740992": ["schema.exclusive_maximum"], "9007199254740993": ["schema.exclusive_maximum"] },
      },
      { schema: { multipleOf: 0.01 }, fits: ["19.99", "0.07", "4.35"], fails: { "19.999": ["schema.multiple_of"] } },
      { schema: { multipleOf: 7 }, fits: ["9007199254740995"], fails: { "9007199254740993000000000000001": ["schema.multiple_of"] } },
    ]),
    [],
  );
});

test("in OpenAPI 3.0 an exclusive bound is a boolean beside the bound", () => {
  const dialect = "openapi-3.0";
  const schema = { minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false };
  assert.deepEqual(
    failuresOf([{ schema, fits: ["1.1", "3"], fails: { "1": ["schema.exclusive_minimum"], "3.1": ["schema.maximum"] } }], { dialect }),
    [],
  );
  for (const keyword of ["exclusiveMinimum", "exclusiveMaximum"]) {
    const plan = planOf({ [keyword]: 1 }, { dialect });
    assert.deepEqual("validate" in plan ? null : plan.map(({ severity, pointer }) => [severity, pointer]), [["error", `/${keyword}`]]);
  }
});

test("an exclusive bound of nothing is told", () => {
  const issuesOf = (schema: unknown) => {
    const registry = new SchemaRegistry();
    registry.add("u", schema, "openapi-3.0");
    const { ok, issues } = compileSchema({ uri: "u", pointer: "" }, registry, DEFAULT_SCHEMA_OPTIONS);
    return [ok, ...issues.map(({ severity, pointer }) => `${severity} ${pointer}`)];
  };
  assert.deepEqual(issuesOf({ exclusiveMaximum: true, minimum: 1 }), [true, "warning /exclusiveMaximum"]);
  assert.deepEqual(issuesOf({ exclusiveMaximum: true, maximum: 1, exclusiveMinimum: false }), [true]);
});

test("a bound that is no number is an error of the schema", () => {
  for (const schema of [{ minimum: "1" }, { multipleOf: 0 }, { multipleOf: -1 }, { exclusiveMaximum: true }])
    assert.ok(!("validate" in planOf(schema)));
});
