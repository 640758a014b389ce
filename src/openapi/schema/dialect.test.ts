import assert from "node:assert/strict";
import { test } from "node:test";
import { dialectOf, idKeyword, isModern } from "./dialect.ts";

test("a document's dialect is that of its OpenAPI version", () => {
  assert.deepEqual(
    ["3.0.3", "3.1.0", "3.2.0", "2.0", "3.3.0"].map((openapi) => dialectOf({ openapi })),
    ["openapi-3.0", "openapi-3.1", "openapi-3.1", null, null],
  );
  assert.equal(dialectOf({}), null);
});

test("resources are named by $id, in draft 4 by id, in OpenAPI 3.0 not at all", () => {
  assert.deepEqual((["2020-12", "openapi-3.1", "draft-04", "openapi-3.0"] as const).map(idKeyword), ["$id", "$id", "id", null]);
  assert.ok(isModern("openapi-3.1") && !isModern("draft-04"));
});
