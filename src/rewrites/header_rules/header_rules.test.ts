import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOf, compiledRewrite, rewriteIssuesOf } from "../../../test/support/compile_rewrite.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { requestHeaderRules, responseHeaderRules } from "./header_rules.ts";

const RULES = {
  request: { set: { "X-Tenant": "acme", "x-empty": "" }, remove: ["X-Debug"] },
  response: { set: {}, remove: ["X-Internal"] },
};

test("rules are one constant change per side, names lower case", async () => {
  const request = applyOf(requestHeaderRules, RULES);
  assert.deepEqual(await request(exchange()), {
    set: [
      ["x-tenant", "acme"],
      ["x-empty", ""],
    ],
    remove: ["x-debug"],
  });
  assert.equal(await request(exchange()), await request(exchange()));
  assert.deepEqual(await applyOf(responseHeaderRules, RULES)(exchange()), { set: [], remove: ["x-internal"] });
});

test("a side without rules leaves the plan", () => {
  assert.equal(compiledRewrite(requestHeaderRules, { response: RULES.response }).kind, "none");
  assert.equal(compiledRewrite(responseHeaderRules, {}).kind, "none");
});

test("a field of the gateway's own can't be set or removed", () => {
  const rows: readonly (readonly [unknown, unknown])[] = [
    [{ request: { set: { Authorization: "Basic x" } } }, ["request", "set", "Authorization"]],
    [{ request: { set: { "X-Forwarded-For": "1.2.3.4" } } }, ["request", "set", "X-Forwarded-For"]],
    [{ request: { set: { "Transfer-Encoding": "chunked" } } }, ["request", "set", "Transfer-Encoding"]],
    [{ request: { set: { host: "internal" } } }, ["request", "set", "host"]],
    [{ request: { remove: ["x-a", "Content-Length"] } }, ["request", "remove", 1]],
    [{ request: { set: { "x-portcullis-subject": "root" } } }, ["request", "set", "x-portcullis-subject"]],
  ];
  let ran = 0;
  for (const [options, path] of rows) {
    assert.deepEqual(
      rewriteIssuesOf(requestHeaderRules, options).map((issue) => issue.path),
      [path],
    );
    ran++;
  }
  assert.equal(ran, 6);
});

test("a field named twice, also in other case, is an issue", () => {
  assert.deepEqual(rewriteIssuesOf(responseHeaderRules, { response: { set: { "X-A": "1" }, remove: ["x-a"] } })[0]?.path, [
    "response",
    "remove",
    0,
  ]);
  assert.deepEqual(rewriteIssuesOf(responseHeaderRules, { response: { set: { "X-A": "1", "x-a": "2" } } })[0]?.path, [
    "response",
    "set",
    "x-a",
  ]);
});

test("a value that could split a message does not compile", () => {
  for (const value of ["a\r\nb: c", "a\nb", "\u0000", " a", "a ", "é"]) {
    assert.equal(rewriteIssuesOf(requestHeaderRules, { request: { set: { "x-a": value } } }).length, 1, JSON.stringify(value));
  }
  assert.equal(rewriteIssuesOf(requestHeaderRules, { request: { set: { "x a": "b" } } }).length, 1);
});
