import assert from "node:assert/strict";
import { test } from "node:test";
import { failuresOf, planOf, validate } from "../../../../test/support/validate.ts";

test("lengths are counted in code points", () => {
  assert.deepEqual(
    failuresOf([
      {
        schema: { maxLength: 2 },
        fits: ['"ab"', '"\u{1f600}\u{1f600}"', "5"],
        fails: { '"abc"': ["schema.max_length"], '"\u{1f600}\u{1f600}a"': ["schema.max_length"] },
      },
      {
        schema: { minLength: 2 },
        fits: ['"ab"', '"\u{1f600}a"'],
        fails: { '"\u{1f600}"': ["schema.min_length"], '""': ["schema.min_length"] },
      },
    ]),
    [],
  );
});

test("a pattern finds a match anywhere unless it is anchored", () => {
  assert.deepEqual(failuresOf([{ schema: { pattern: "b+" }, fits: ['"abc"', "1"], fails: { '"ac"': ["schema.pattern"] } }]), []);
});

test("a pattern that is not linear is an issue that names its place, or is left out with a warning where the options say so", () => {
  const document = { properties: { code: { pattern: "(a)\\1" } } };
  const issues = planOf(document);
  assert.ok(!("validate" in issues));
  assert.deepEqual(
    issues.map(({ severity, code, pointer }) => [severity, code, pointer]),
    [["error", "schema.invalid", "/properties/code/pattern"]],
  );
  assert.match(issues[0]?.message ?? "", /back-reference/u);
  assert.deepEqual(validate(document, '{"code":"ab"}', { unsupportedPattern: "length_only" }).errors, []);
});

test("formats are asserted unless they only describe", () => {
  assert.deepEqual(
    failuresOf([
      { schema: { format: "uuid" }, fits: ['"0b1c9d6e-7f4a-4e3b-9a55-1b2c3d4e5f60"', "1"], fails: { '"x"': ["schema.format"] } },
      {
        schema: { format: "int64" },
        fits: ["9223372036854775807", '"x"'],
        fails: { "9223372036854775808": ["schema.format"], "1.5": ["schema.format"] },
      },
      { schema: { format: "no-such-format" }, fits: ['"x"'], fails: {} },
    ]),
    [],
  );
  assert.deepEqual(validate({ format: "uuid" }, '"x"', { formats: "annotate" }).errors, []);
});

test("a count that is none is an error of the schema", () => {
  for (const schema of [{ maxLength: -1 }, { minLength: 1.5 }, { maxItems: "1" }]) assert.ok(!("validate" in planOf(schema)));
});

test("a caller's regular expression is read at a price that covers its classes, and its properties are only looked up", () => {
  const text = JSON.stringify(`[${"\\s".repeat(2_000)}]\\p{L}`);
  const { errors, steps } = validate({ format: "regex" }, text);
  assert.deepEqual(errors, []);
  assert.ok(steps > 200 * 4_000);
});
