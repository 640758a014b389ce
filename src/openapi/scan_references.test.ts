import assert from "node:assert/strict";
import { test } from "node:test";
import { scanReferences } from "./scan_references.ts";

test("references are told from names, examples and data", () => {
  const root = {
    a: { $ref: "#/1" },
    properties: { $ref: { $ref: "#/2" }, example: { $ref: "#/3" }, default: { $ref: "#/4" } },
    example: { $ref: "#/no" },
    default: { $ref: "#/no" },
    const: { $ref: "#/no" },
    enum: [{ $ref: "#/no" }],
    examples: [{ $ref: "#/no" }],
    content: { x: { examples: { one: { $ref: "#/5" }, two: { value: { $ref: "#/no" } } } } },
    responses: { default: { $ref: "#/6" } },
    "x-data": { $ref: "#/no" },
    list: [{ $ref: "#/7" }, { $ref: 5 }],
  };
  assert.deepEqual(
    scanReferences(root, "f").references.map(({ ref, pointer }) => `${ref} ${pointer}`),
    [
      "#/1 /a",
      "#/2 /properties/$ref",
      "#/3 /properties/example",
      "#/4 /properties/default",
      "#/5 /content/x/examples/one",
      "#/6 /responses/default",
      "#/7 /list/0",
    ],
  );
});

test("an `$id` is the base of what is below it", () => {
  const { references, embedded } = scanReferences(
    { schema: { $id: "b/c.json#", $ref: "d.json" }, other: { $ref: "d.json" } },
    "http://a/x",
  );
  assert.deepEqual(
    references.map(({ base }) => base),
    ["http://a/b/c.json#", "http://a/x"],
  );
  assert.deepEqual([...embedded], [["http://a/b/c.json", "/schema"]]);
});

test("keys of ours are listed with their place", () => {
  assert.deepEqual(scanReferences({ a: { "x-portcullis-b": 1 }, properties: { "x-portcullis-c": {} } }, "f").extensions, [
    { key: "x-portcullis-b", pointer: "/a/x-portcullis-b" },
  ]);
});

test("in Swagger 2.0 `examples` are data by media type, in OpenAPI 3 objects with data in them", () => {
  const root = { examples: { "application/json": { $ref: "#/x", value: { $ref: "#/y" } } } };
  const refs = (swagger: boolean): readonly string[] => scanReferences(root, "a.yaml", swagger).references.map(({ ref }) => ref);
  assert.deepEqual([refs(true), refs(false)], [[], ["#/x"]]);
});
