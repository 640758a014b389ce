import assert from "node:assert/strict";
import { test } from "node:test";
import { indexResources, withoutFragment } from "./index_resources.ts";

test("resources and anchors are found where schemas stand, not in data", () => {
  const root = {
    $id: "https://a.test/root.json",
    $anchor: "top",
    $defs: { "x/y": { $id: "part.json", $dynamicAnchor: "node" }, plain: { $anchor: "here" } },
    enum: [{ $id: "not-a-schema.json" }],
    properties: { const: { const: { $anchor: "nor-this" } } },
  };
  const found = indexResources("https://files.test/f.json", root, "2020-12");
  assert.deepEqual(
    found.map(({ uri, pointer, anchors, dynamicAnchors }) => [uri, pointer, [...anchors], [...dynamicAnchors]]),
    [
      ["https://files.test/f.json", "", [], []],
      [
        "https://a.test/root.json",
        "",
        [
          ["top", ""],
          ["here", "/$defs/plain"],
        ],
        [],
      ],
      ["https://a.test/part.json", "/$defs/x~1y", [["node", "/$defs/x~1y"]], [["node", "/$defs/x~1y"]]],
    ],
  );
});

test("in an OpenAPI document schemas stand under components and schema", () => {
  const root = {
    openapi: "3.1.0",
    paths: { "/p": { get: { parameters: [{ schema: { $id: "https://a.test/q" } }], example: { schema: { $id: "https://a.test/no" } } } } },
    components: { schemas: { A: { $id: "https://a.test/a" } } },
  };
  assert.deepEqual(
    indexResources("file.yaml", root, "openapi-3.1").map(({ uri }) => uri),
    ["file.yaml", "https://a.test/q", "https://a.test/a"],
  );
});

test("a fragment is cut off", () => {
  assert.deepEqual([withoutFragment("a#b"), withoutFragment("a")], ["a", "a"]);
});
