import assert from "node:assert/strict";
import { test } from "node:test";
import { SchemaRegistry } from "../schema/registry.ts";
import type { Dialect } from "../schema/dialect.ts";
import { ANY, ARRAY, BOOLEAN, branches, FRACTION, hintedTypes, INTEGER, NULL, NUMBER, OBJECT, STRING, typesOf } from "./value_types.ts";

function located(schema: unknown, dialect: Dialect = "openapi-3.1") {
  const registry = new SchemaRegistry();
  registry.add(
    "d",
    { openapi: "3.1.1", schema, components: { schemas: { S: { type: "string" }, L: { anyOf: [{ $ref: "#/components/schemas/L" }] } } } },
    dialect,
  );
  const found = registry.locate({ uri: "d", pointer: "/schema" }) ?? assert.fail();
  return { found, registry };
}

const types = (schema: unknown, dialect?: Dialect): number => {
  const { found, registry } = located(schema, dialect);
  return typesOf(found, registry);
};

test("the types some value of which may fit", () => {
  const ref = { $ref: "#/components/schemas/S" };
  const rows: readonly (readonly [schema: unknown, types: number])[] = [
    [true, ANY],
    [false, 0],
    [{}, ANY],
    [{ type: "integer" }, INTEGER],
    [{ type: "number" }, NUMBER],
    [{ type: ["string", "null"] }, STRING | NULL],
    [{ enum: ["a", 1, 1.5, true, null, [], {}] }, STRING | INTEGER | FRACTION | BOOLEAN | NULL | ARRAY | OBJECT],
    [{ type: "string", enum: ["a", 1] }, STRING],
    [{ const: 2 }, INTEGER],
    [{ allOf: [{ type: ["string", "integer"] }, { type: ["integer", "array"] }] }, INTEGER],
    [{ anyOf: [{ type: "string" }, { type: "array" }] }, STRING | ARRAY],
    [{ type: ["object", "string"], oneOf: [{ type: "string" }, { type: "array" }] }, STRING],
    [ref, STRING],
    [{ ...ref, type: "integer" }, 0],
    [{ $ref: "#/components/schemas/L" }, ANY],
    [{ not: { type: "string" } }, ANY],
  ];
  for (const [schema, expected] of rows) assert.equal(types(schema), expected, JSON.stringify(schema));
  assert.equal(rows.length, 16);
});

test("in OpenAPI 3.0 `nullable` adds null and nothing beside `$ref` counts", () => {
  assert.equal(types({ type: "string", nullable: true }, "openapi-3.0"), STRING | NULL);
  assert.equal(types({ type: "string", nullable: true }), STRING);
  assert.equal(types({ $ref: "#/components/schemas/S", type: "integer" }, "openapi-3.0"), STRING);
});

test("keywords of an untyped schema hint at what it speaks about", () => {
  const hints = (schema: unknown): number => hintedTypes([located(schema).found]);
  assert.deepEqual(
    [hints({}), hints({ items: {} }), hints({ properties: {} }), hints({ pattern: "" }), hints({ minimum: 1 })],
    [0, ARRAY, OBJECT, STRING, NUMBER],
  );
});

test("branches are the schemas of a list", () => {
  const { found, registry } = located({ allOf: [{ type: "string" }, true] });
  assert.deepEqual(
    branches(found, "allOf", registry).map(({ place }) => place.pointer),
    ["/schema/allOf/0", "/schema/allOf/1"],
  );
  assert.deepEqual(branches(found, "oneOf", registry), []);
});
