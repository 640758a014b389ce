import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { target } from "../../../test/fuzz/schema.ts";
import { planOf, validate } from "../../../test/support/validate.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "./options.ts";
import { compileSchema } from "./plan.ts";
import { SchemaRegistry } from "./registry.ts";

test("a place without a schema is an issue", () => {
  const compiled = compileSchema({ uri: "f", pointer: "/x" }, new SchemaRegistry(), DEFAULT_SCHEMA_OPTIONS);
  assert.ok(!compiled.ok);
  assert.deepEqual(
    compiled.issues.map(({ code, file, pointer }) => [code, file, pointer]),
    [["schema.missing", "f", "/x"]],
  );
});

test("a plan without budget refuses", () => {
  assert.deepEqual(validate({ type: "array", items: { type: "integer" } }, "[1,2,3,4,5,6,7,8,9]", { steps: 30 }).errors, ["schema.budget"]);
  assert.deepEqual(validate({ not: { items: { type: "integer" } } }, "[1,2,3,4,5,6,7,8,9]", { steps: 30 }).errors, ["schema.budget"]);
});

/** `{"child":{"child":...}}`, `depth` deep, with `leaf` innermost. */
const nested = (depth: number, leaf: string): string => '{"child":'.repeat(depth) + leaf + "}".repeat(depth);

test("recursion through alternatives costs steps in proportion to the value, however deep", () => {
  const schema = {
    anyOf: [
      { required: ["x"], properties: { child: { $ref: "#" } } },
      { required: ["y"], properties: { child: { $ref: "#" } } },
      { properties: { child: { $ref: "#" } }, required: ["z"] },
    ],
  };
  const bothSides = {
    anyOf: [
      { properties: { child: { $ref: "#" } }, required: ["x"] },
      { properties: { child: { $ref: "#" } }, type: "object" },
    ],
  };
  for (const each of [schema, bothSides, { oneOf: bothSides.anyOf }, { ...bothSides, unevaluatedProperties: false }]) {
    const [half, whole] = [25, 50].map((depth) => validate(each, nested(depth, "1")).steps);
    assert.ok(half !== undefined && whole !== undefined && whole < 60_000 && whole - half < 20_000, `${half} and ${whole} steps`);
  }
});

test("references that fan out without recursion stay polynomial too", () => {
  const levels = Array.from({ length: 30 }, (_, level) => [
    `l${level}`,
    level === 29
      ? { type: "integer" }
      : {
          allOf: [
            { properties: { child: { $ref: `#/$defs/l${level + 1}` } } },
            { properties: { child: { $ref: `#/$defs/l${level + 1}` } } },
          ],
        },
  ]);
  const document = { $ref: "#/$defs/l0", $defs: Object.fromEntries(levels) };
  const good = validate(document, nested(29, "1"));
  assert.ok(good.errors.length === 0 && good.steps < 60_000, `${good.steps} steps`);
});

test("patterns that are catastrophic elsewhere cost a few steps per character", () => {
  const text = JSON.stringify(`${"a".repeat(20_000)}!`);
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(\\w+\\s?)*$"]) {
    const { errors, steps } = validate({ pattern }, text);
    assert.deepEqual(errors, ["schema.pattern"]);
    assert.ok(steps < 50_000);
  }
});

test("a value as deep as the limits allow is validated, one schema chain without end is refused", () => {
  const tree = { type: "object", properties: { child: { $ref: "#" } } };
  assert.deepEqual(validate(tree, nested(60, "{}")).errors, []);
});

const SCALARS = fc.constantFrom<unknown>(null, true, 0, 1, -1, 1.5, 2, 10, 0.1, "", "a", "ab", "abc", "é", "\u{1f600}");
const VALUES = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    SCALARS,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const NAMES = fc.constantFrom("a", "b", "c");
/**
 * One keyword at a time, gathered to schemas of a few: with all of them together nothing would ever fit. Without `unevaluated...`, where ajv counts what failed
 * branches evaluated and leaves out an `if` without `then`, and without `contains`, where it takes `[[null], []]` for `{items: {contains: true}}`; the suite of
 * json-schema.org covers those.
 */
const SCHEMAS = fc.letrec<{ schema: unknown; object: Record<string, unknown> }>((tie) => {
  const schema = tie("schema");
  const list = fc.array(schema, { minLength: 1, maxLength: 3 });
  const map = fc.dictionary(NAMES, schema, { maxKeys: 3, noNullPrototype: true });
  const count = fc.nat({ max: 3 });
  const number = fc.constantFrom(0, 1, 1.5, 2, 10);
  const keywords: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    type: fc.oneof(
      fc.constantFrom("string", "number", "integer", "object", "array", "null", "boolean"),
      fc.constant(["object", "string", "array"]),
    ),
    enum: fc.uniqueArray(SCALARS, { minLength: 1, maxLength: 3 }),
    const: VALUES,
    minimum: number,
    exclusiveMaximum: number,
    multipleOf: fc.constantFrom(1, 2, 0.5),
    minLength: count,
    maxLength: count,
    pattern: fc.constantFrom("^a", "b$", "^[a-c]+$", "^.$"),
    minItems: count,
    maxItems: count,
    uniqueItems: fc.boolean(),
    prefixItems: list,
    items: schema,
    required: fc.uniqueArray(NAMES, { maxLength: 2 }),
    minProperties: count,
    properties: map,
    patternProperties: fc.dictionary(fc.constantFrom("^a", "b|c"), schema, { maxKeys: 2, noNullPrototype: true }),
    additionalProperties: schema,
    propertyNames: fc.constantFrom({ maxLength: 1 }, { enum: ["a", "b"] }, true),
    dependentRequired: fc.constant({ a: ["b"] }),
    dependentSchemas: map,
    allOf: list,
    anyOf: list,
    oneOf: list,
    not: schema,
    if: schema,
    if_true: schema,
    else: schema,
  };
  const one = fc.oneof(
    ...Object.entries(keywords).map(([keyword, value]) =>
      value.map((generated) => [keyword.replace("if_true", "then"), generated] as const),
    ),
  );
  const leaf = fc.constantFrom<unknown>(true, false, {}, { $ref: "#" }, { $ref: "#/$defs/x" }, { type: "string" }, { type: "integer" });
  return {
    schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie("object")),
    object: fc.array(one, { minLength: 1, maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  };
});
/** What ajv says; null where it has no answer: a schema that refers to itself for the same value overflows its stack, and some compositions break the code it makes. */
function oracle(schema: object): (value: unknown) => boolean | null {
  const answer = <T>(ask: () => T): T | null => {
    try {
      return ask();
    } catch {
      // Nothing of ours runs in here: whatever was thrown is ajv without an answer, and the test counts the answers.
      return null;
    }
  };
  const check = answer(() => AJV().compile(schema));
  return (value) => (check === null ? null : answer(() => check(value)));
}
const AJV = (): Ajv2020 => new Ajv2020({ strict: false, validateFormats: false, meta: false, validateSchema: false });

test("the plan agrees with ajv wherever ajv answers", () => {
  let compared = 0;
  let valid = 0;
  fc.assert(
    fc.property(
      SCHEMAS.object,
      fc.constantFrom<unknown>(true, false, { type: "string" }, { properties: { a: { $ref: "#" } } }),
      fc.array(VALUES, { minLength: 1, maxLength: 6 }),
      (root, extra, values) => {
        const schema = { ...root, $defs: { x: extra } };
        const plan = planOf(schema, { dialect: "2020-12" });
        assert.ok("validate" in plan, JSON.stringify(plan));
        const check = oracle(schema);
        for (const value of values) {
          const expected = check(value);
          if (expected === null) return;
          const { errors } = validate(schema, JSON.stringify(value), { dialect: "2020-12" });
          compared += 1;
          if (expected) valid += 1;
          assert.equal(errors.length === 0, expected, `${JSON.stringify(schema)} on ${JSON.stringify(value)}: ${errors.join(", ")}`);
        }
      },
    ),
    { numRuns: 250 },
  );
  assert.ok(compared > 300 && valid > 100, `${compared} compared, ${valid} valid`);
});

test("any JSON: validated twice alike within its bounds", () => {
  fc.assert(
    fc.property(fc.oneof(VALUES, fc.jsonValue()), (value) => target.run(new TextEncoder().encode(JSON.stringify(value)))),
    { numRuns: 300 },
  );
});
