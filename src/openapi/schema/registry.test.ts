import assert from "node:assert/strict";
import { test } from "node:test";
import { SchemaRegistry } from "./registry.ts";

const registry = new SchemaRegistry();
registry.add(
  "api/openapi.yaml",
  { openapi: "3.1.0", components: { schemas: { A: { $ref: "models/b.yaml#/B~1x" }, "C c": [true] } } },
  "openapi-3.1",
);
registry.add("api/models/b.yaml", { "B/x": { $id: "https://b.test/", $defs: { d: { $anchor: "d" } } } }, "openapi-3.1");

test("a reference is resolved against the file it stands in", () => {
  const start = registry.locate({ uri: "api/openapi.yaml", pointer: "/components/schemas/A" });
  assert.ok(start !== null);
  assert.deepEqual(registry.resolve("models/b.yaml#/B~1x", start.resource)?.place, { uri: "api/models/b.yaml", pointer: "/B~1x" });
  assert.deepEqual(registry.resolve("#/components/schemas/C%20c/0", start.resource)?.value, true);
  for (const nowhere of ["#/components/schemas/B", "c.yaml", "#/components/schemas/C%20c/1", "#/%E0", "#anchor", "#/constructor"]) {
    assert.equal(registry.resolve(nowhere, start.resource), null, nowhere);
  }
});

test("a document added again replaces the first", () => {
  const own = new SchemaRegistry();
  own.add("f", { type: "string" }, "2020-12");
  own.add("f", { type: "number" }, "2020-12");
  assert.deepEqual(own.locate({ uri: "f", pointer: "/type" })?.value, "number");
});

test("dynamic anchors are found over all documents, and a meta-schema may leave validation out", () => {
  const own = new SchemaRegistry();
  own.add("https://m.test/meta", { $vocabulary: { "https://json-schema.org/draft/2020-12/vocab/core": true } }, "2020-12");
  own.add("https://m.test/s", { $schema: "https://m.test/meta", $dynamicAnchor: "n" }, "2020-12");
  own.add("https://m.test/t", { $dynamicAnchor: "n" }, "2020-12");
  assert.equal(own.withDynamicAnchor("n").length, 2);
  const [s, t] = ["s", "t"].map((name) => own.locate({ uri: `https://m.test/${name}`, pointer: "" })?.resource);
  assert.ok(s !== undefined && t !== undefined);
  assert.deepEqual([own.lacksValidation(s), own.lacksValidation(t)], [true, false]);
});

test("what is not JSON is a bug of the decoder", () => {
  assert.throws(() => new SchemaRegistry().add("f", undefined, "2020-12"), TypeError);
});
