import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldType } from "../shape.ts";
import { SWAGGER_SHAPES, type SwaggerShapeName } from "./shapes.ts";

function shapesOf(type: FieldType<SwaggerShapeName>): readonly SwaggerShapeName[] {
  if (typeof type === "string") return [];
  if ("shape" in type) return [type.shape];
  return shapesOf("list" in type ? type.list : type.map);
}

test("every shape is reached from the document", () => {
  const reached = new Set<SwaggerShapeName>(["document"]);
  for (const name of reached) {
    const { fields, others } = SWAGGER_SHAPES[name];
    for (const type of [...Object.values(fields).map((field) => field.type), ...(others === undefined ? [] : [others])])
      for (const next of shapesOf(type)) reached.add(next);
  }
  assert.deepEqual([...reached].toSorted(), Object.keys(SWAGGER_SHAPES).toSorted());
  assert.equal(reached.size, 15);
});

test("the fields that the specification marks as required", () => {
  const required = Object.entries(SWAGGER_SHAPES).flatMap(([name, { fields }]) =>
    Object.entries(fields).flatMap(([field, row]) => (row.required === undefined ? [] : [`${name}.${field}`])),
  );
  assert.deepEqual(required.toSorted(), [
    "document.info",
    "document.paths",
    "document.swagger",
    "externalDocs.url",
    "info.title",
    "info.version",
    "items.type",
    "license.name",
    "operation.responses",
    "parameter.in",
    "parameter.name",
    "response.description",
    "securityScheme.type",
    "tag.name",
  ]);
});
