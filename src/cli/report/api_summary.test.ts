import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../../test/support/compile_generation.ts";
import { summariseApis } from "./api_summary.ts";

const OK = { responses: { 200: { description: "ok" } } };

test("an API is told by its operations, who may call them, and what only observes", async () => {
  const api = {
    upstream: "http://127.0.0.1:3000/v1",
    auth: { issuer: "https://idp.example", audience: "a", default: "required" },
    operations: { a: { modes: { authn: "observe", openapi_request: "observe" } } },
  };
  const paths = { "/a": { get: { ...OK, operationId: "a" }, post: OK }, "/b": { get: { ...OK, security: [] } } };
  const { generation } = await testGeneration({ apis: [api] }, paths);
  assert.ok(generation !== null);
  const [summary] = await summariseApis(generation);
  assert.deepEqual([summary?.upstream, summary?.operations, summary?.unvalidated], ["http://127.0.0.1:3000/v1", 3, false]);
  assert.deepEqual(
    summary?.access.map(({ operations }) => operations),
    [2, 1],
  );
  assert.equal(summary?.access[1]?.who, "anyone");
  assert.deepEqual(
    summary?.observing.find(({ guard }) => guard === "authn"),
    { guard: "authn", operations: 1 },
  );
});
