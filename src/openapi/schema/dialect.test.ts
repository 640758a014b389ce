import assert from "node:assert/strict";
import { test } from "node:test";
import { idKeyword, isModern } from "./dialect.ts";

test("resources are named by $id, in draft 4 by id, in OpenAPI 3.0 and Swagger 2.0 not at all", () => {
  const dialects = ["2020-12", "openapi-3.1", "draft-04", "openapi-3.0", "swagger-2.0"] as const;
  assert.deepEqual(dialects.map(idKeyword), ["$id", "$id", "id", null, null]);
  assert.ok(isModern("openapi-3.1") && !isModern("draft-04"));
});
