import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dialect } from "../schema/dialect.ts";
import { SchemaRegistry } from "../schema/registry.ts";
import { shapeAt, shapeOf, type ValueShape } from "./value_shape.ts";
import { INTEGER, NUMBER, STRING } from "./value_types.ts";

const SCHEMAS = {
  Node: { type: "object", properties: { next: { $ref: "#/components/schemas/Node" }, name: { type: "string" } } },
  Named: { properties: { name: { type: "integer" } } },
};

function shape(schema: unknown, dialect: Dialect = "openapi-3.1"): ValueShape {
  const registry = new SchemaRegistry();
  registry.add("d", { openapi: "3.1.1", schema, components: { schemas: SCHEMAS }, definitions: { Old: {} } }, dialect);
  return shapeAt({ uri: "d", pointer: "/schema" }, registry) ?? assert.fail();
}

test("an untyped schema is read by its hints, else as a string", () => {
  assert.equal(shape({}).types, STRING);
  assert.equal(shape({ maximum: 3 }).types, NUMBER);
  assert.ok(shape({ items: {} }).isArray && !shape({ items: {} }).isScalar);
  assert.ok(shape({ required: ["a"] }).isObject);
});

test("properties are found anywhere in the composition, and one declared twice may be of either type", () => {
  const both = shape({ allOf: [{ $ref: "#/components/schemas/Node" }], oneOf: [{ $ref: "#/components/schemas/Named" }] });
  assert.deepEqual([...both.propertyNames], ["next", "name"]);
  assert.equal(both.property("name")?.types, STRING | INTEGER);
  assert.equal(both.property("constructor"), null);
});

test("a recursive schema has as many shapes as places, however deep it is walked", () => {
  let at: ValueShape = shape({ $ref: "#/components/schemas/Node" });
  const seen = new Set<ValueShape>();
  for (let depth = 0; depth < 100; depth += 1) {
    at = at.property("next") ?? assert.fail();
    seen.add(at);
  }
  assert.equal(seen.size, 1);
});

test("others are allowed only where the schema says so", () => {
  assert.equal(shape({ type: "object" }).additional, null);
  assert.equal(shape({ additionalProperties: false }).additional, null);
  assert.equal(shape({ additionalProperties: { type: "integer" } }).additional?.types, INTEGER);
  assert.equal(shape({ additionalProperties: true }).additional?.types, STRING);
  assert.equal(shape({ patternProperties: { "^x": { type: "integer" } } }).additional?.types, INTEGER);
});

test("items by index", () => {
  const tuple = shape({ prefixItems: [{ type: "integer" }], items: { type: "number" } });
  assert.deepEqual([tuple.item(0).types, tuple.item(1).types, tuple.item(9).types], [INTEGER, NUMBER, NUMBER]);
  assert.equal(shape({ type: "array" }).item(0).types, STRING);
});

test("bytes are bytes where the description says so", () => {
  const rows: readonly (readonly [schema: unknown, dialect: Dialect, binary: boolean, any: boolean])[] = [
    [{ type: "string", format: "binary" }, "openapi-3.0", true, true],
    [{ type: "string", format: "binary", maxLength: 3 }, "openapi-3.0", true, false],
    [{ type: "string", format: "byte" }, "openapi-3.0", false, true],
    [{ type: "string", contentMediaType: "image/png" }, "openapi-3.1", true, true],
    [{ type: "string", contentMediaType: "image/png", contentEncoding: "base64" }, "openapi-3.1", false, true],
    [{}, "openapi-3.1", true, true],
    [{ type: "string" }, "openapi-3.1", false, true],
    [{ type: "string", enum: ["a"] }, "openapi-3.1", false, false],
    [{ type: "object" }, "openapi-3.1", false, false],
  ];
  for (const [schema, dialect, binary, any] of rows) {
    const { isBinary, takesAnyString } = shape(schema, dialect);
    assert.deepEqual([isBinary, takesAnyString], [binary, any], JSON.stringify(schema));
  }
  assert.equal(rows.length, 9);
});

test("a shape knows its component and the nearest `xml` object", () => {
  assert.equal(shape({ $ref: "#/components/schemas/Node" }).componentName, "Node");
  assert.equal(shape({ $ref: "#/definitions/Old" }).componentName, "Old");
  assert.equal(shape({ type: "object" }).componentName, null);
  assert.deepEqual(shape({ xml: { name: "x" } }).xml, { name: "x" });
  assert.deepEqual(shape({}).places, [{ uri: "d", pointer: "/schema" }]);
  const registry = new SchemaRegistry();
  assert.equal(shapeAt({ uri: "none", pointer: "" }, registry), null);
  assert.equal(shapeOf(registry, []).unknown, shapeOf(registry, []));
});
