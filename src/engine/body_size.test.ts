import assert from "node:assert/strict";
import { test } from "node:test";
import { operation } from "../../test/support/plans.ts";
import { api } from "../config/api_options.ts";
import type { MediaType, Operation } from "../openapi/operation.ts";
import { bodySizeIssue, maxBodyBytes } from "./body_size.ts";

const PLACE = { uri: "doc.json", pointer: "" };
const taking = (...ranges: readonly string[]): Operation => {
  const content = ranges.map((range): MediaType => ({ range, schema: null, itemSchema: null, encoding: new Map() }));
  return operation({ id: "a", requestBody: { required: true, content, place: PLACE } });
};
const options = (written: object) => api.parse({ openapi: "a", upstream: "http://127.0.0.1:1", ...written });

test("forms have a smaller body than everything else, and what is written goes before", () => {
  const form = taking("multipart/form-data");
  assert.equal(maxBodyBytes(options({}), form), 262_144);
  assert.equal(maxBodyBytes(options({}), taking("application/json", "multipart/form-data")), 1_048_576);
  assert.equal(maxBodyBytes(options({ max_body: "2KB" }), form), 2_048);
  assert.equal(maxBodyBytes(options({ max_body: "2KB", operations: { a: { max_body: "3KB" } } }), form), 3_072);
});

test("JSON that may be larger than the work budget reaches is a warning at the size that was written", () => {
  const large = options({ max_body: "10MB" });
  const own = options({ operations: { a: { max_body: "10MB" } } });
  const issueOf = (written: typeof large, one: Operation) => bodySizeIssue(written, one, 4_000_000, ["apis", 0]);
  const issue = issueOf(large, taking("application/merge-patch+json"));
  assert.deepEqual([issue?.severity, issue?.code, issue?.path], ["warning", "max_body.beyond_budget", ["apis", 0, "max_body"]]);
  assert.match(issue?.message ?? "", /more than 4000000 bytes .* waiting for 105 ms/u);
  assert.deepEqual(issueOf(own, taking("application/json"))?.path, ["apis", 0, "operations", "a", "max_body"]);
  for (const fine of [taking("application/octet-stream"), operation({ id: "a" })]) assert.equal(issueOf(large, fine), null);
  assert.equal(bodySizeIssue(large, taking("application/json"), 20_000_000, []), null);
});
