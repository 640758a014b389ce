import assert from "node:assert/strict";
import { test } from "node:test";
import { operation } from "../../test/support/plans.ts";
import { api } from "../config/api_options.ts";
import { optionsOf, overrideOf } from "./applied_options.ts";

const upstream = "http://127.0.0.1:1";
const concurrency = (max: number): object => ({ per: "api", max });

test("an operation is named by its operationId, or by method and template", () => {
  const options = api.parse({ openapi: "a", upstream, operations: { readA: { max_body: "1KB" }, "GET /b": { max_body: "2KB" } } });
  assert.equal(overrideOf(options, operation({ id: "readA", template: "/a" })).maxBodyBytes, 1_024);
  assert.equal(overrideOf(options, operation({ id: "readB", template: "/b" })).maxBodyBytes, 2_048);
  assert.equal(overrideOf(options, operation({ id: "readC", template: "/c" })).maxBodyBytes, null);
});

test("the nearest options win: the configuration's for the operation, the document's, the API's", () => {
  const options = api.parse({ openapi: "a", upstream, concurrency: concurrency(1), operations: { a: { concurrency: concurrency(3) } } });
  const extensions = { "x-portcullis-concurrency": concurrency(2) };
  const rows = [
    [operation({ id: "a", extensions }), 3, "operation"],
    [operation({ id: "b", extensions }), 2, "operation"],
    [operation({ id: "c" }), 1, "api"],
  ] as const;
  for (const [one, max, level] of rows) {
    const found = optionsOf("concurrency", { options, operation: one });
    assert.ok(typeof found?.options === "object" && found.options !== null && "max" in found.options);
    assert.deepEqual([found.options.max, found.level], [max, level], one.id);
  }
  assert.equal(rows.length, 3);
  const none = operation({ id: "d" });
  assert.equal(optionsOf("cors", { options, operation: none }), null);
});
