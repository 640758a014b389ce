import assert from "node:assert/strict";
import { test } from "node:test";
import { below, closingOf, directionOfNames, isOnlyReference, referenceOf } from "./composition.ts";
import { type LocatedSchema, SchemaRegistry } from "./registry.ts";

const registry = new SchemaRegistry();
registry.add(
  "f",
  {
    $defs: {
      base: { properties: { id: { $ref: "#/$defs/key" }, name: {} } },
      key: { readOnly: true },
      child: { allOf: [{ $ref: "#/$defs/base" }, { properties: { secret: { writeOnly: true } } }] },
      loop: { allOf: [{ $ref: "#/$defs/loop" }] },
      alias: { $ref: "#/$defs/base", title: "t" },
      more: { $ref: "#/$defs/base", minProperties: 1 },
      closed: { properties: {}, additionalProperties: false },
    },
  },
  "2020-12",
);
function at(name: string): LocatedSchema {
  const schema = registry.locate({ uri: "f", pointer: `/$defs/${name}` });
  assert.ok(schema !== null);
  return schema;
}

test("read-only and write-only names are found through references and allOf", () => {
  assert.deepEqual(Object.entries(Object.fromEntries(directionOfNames(at("child"), registry))), [
    ["secret", "writeOnly"],
    ["id", "readOnly"],
  ]);
  assert.equal(directionOfNames(at("loop"), registry).size, 0);
});

test("a schema is closed simply, as a composition, or not", () => {
  assert.deepEqual(
    ["base", "child", "loop", "key", "closed"].map((name) => closingOf(at(name), registry)),
    ["simple", "composed", "open", "open", "open"],
  );
});

test("a reference with nothing beside it that counts is only a reference", () => {
  assert.deepEqual(
    ["alias", "more", "base"].map((name) => isOnlyReference(at(name))),
    [true, false, false],
  );
  assert.equal(referenceOf(at("alias"), registry)?.place.pointer, "/$defs/base");
  assert.equal(below(at("child"), registry, "allOf", 1)?.place.pointer, "/$defs/child/allOf/1");
});
