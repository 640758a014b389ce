import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf, validate } from "../../../../test/support/validate.ts";

test("a reference reaches any place, with escapes and percent-encoding", () => {
  const document = { properties: { a: { $ref: "#/$defs/x~1y%20z" } }, $defs: { "x/y z": { type: "string" } } };
  assert.deepEqual(validate(document, '{"a":1}').errors, ["schema.type /a"]);
});

test("a reference that leads nowhere is an error with its place", () => {
  const issues = planOf({ properties: { a: { $ref: "other.yaml#/Foo" } } });
  assert.ok(!("validate" in issues));
  assert.deepEqual(
    issues.map(({ code, pointer }) => [code, pointer]),
    [["schema.invalid", "/properties/a/$ref"]],
  );
});

test("beside a reference nothing counts in OpenAPI 3.0, everything in 3.1", () => {
  const document = { properties: { a: { $ref: "#/$defs/s", maxLength: 1 } }, $defs: { s: { type: "string" } } };
  assert.deepEqual(validate(document, '{"a":"long"}', { dialect: "openapi-3.0" }).errors, []);
  assert.deepEqual(validate(document, '{"a":"long"}', { dialect: "openapi-3.1" }).errors, ["schema.max_length /a"]);
});

test("schemas that refer to themselves end", () => {
  const tree = { type: "object", additionalProperties: false, properties: { next: { $ref: "#" } } };
  assert.deepEqual(validate(tree, '{"next":{"next":{}}}').errors, []);
  assert.deepEqual(validate(tree, '{"next":{"next":1}}').errors, ["schema.type /next/next"]);
  assert.deepEqual(validate({ $ref: "#" }, "1").errors, []);
  assert.deepEqual(validate({ allOf: [{ $ref: "#" }], type: "string" }, "1").errors, ["schema.type"]);
});

test("the outermost resource binds a dynamic reference", () => {
  const document = {
    $id: "https://schema.test/root",
    $ref: "list",
    $defs: {
      text: { $dynamicAnchor: "item", type: "string" },
      list: { $id: "list", items: { $dynamicRef: "#item" }, $defs: { any: { $dynamicAnchor: "item" } } },
    },
  };
  assert.deepEqual(validate(document, '["a",1]').errors, ["schema.type /1"]);
  assert.deepEqual(validate(document, '["a",1]', { pointer: "/$defs/list" }).errors, []);
});
