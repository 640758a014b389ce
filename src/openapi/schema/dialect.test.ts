import assert from "node:assert/strict";
import { test } from "node:test";
import { idKeyword, isModern } from "./dialect.ts";

test("resources are named by $id, in draft 4 by id, in OpenAPI 3.0 not at all", () => {
  assert.deepEqual((["2020-12", "openapi-3.1", "draft-04", "openapi-3.0"] as const).map(idKeyword), ["$id", "$id", "id", null]);
  assert.ok(isModern("openapi-3.1") && !isModern("draft-04"));
});
