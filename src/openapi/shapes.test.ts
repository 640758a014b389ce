import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldType, ShapeName } from "./shape.ts";
import { SHAPES } from "./shapes.ts";

/** Names of the shapes a type leads to. */
function shapesOf(type: FieldType): readonly ShapeName[] {
  if (typeof type === "string") return [];
  if ("shape" in type) return [type.shape];
  return shapesOf("list" in type ? type.list : type.map);
}

test("every shape is reached from the document", () => {
  const reached = new Set<ShapeName>(["document"]);
  for (const name of reached) {
    const { fields, others } = SHAPES[name];
    for (const type of [...Object.values(fields).map((field) => field.type), ...(others === undefined ? [] : [others])]) {
      for (const next of shapesOf(type)) reached.add(next);
    }
  }
  assert.deepEqual([...reached].toSorted(), Object.keys(SHAPES).toSorted());
  assert.equal(reached.size, 28);
});

test("fields that came with 3.1 and 3.2 say so", () => {
  const newer = Object.entries(SHAPES).flatMap(([name, { fields }]) =>
    Object.entries(fields).flatMap(([field, { since }]) => (since === undefined ? [] : [`${since} ${name}.${field}`])),
  );
  for (const field of [
    "3.1 document.webhooks",
    "3.1 components.pathItems",
    "3.2 document.$self",
    "3.2 pathItem.query",
    "3.2 mediaType.itemSchema",
    "3.2 flows.deviceAuthorization",
  ]) {
    assert.ok(newer.includes(field), field);
  }
  assert.equal(newer.length, 29);
});
