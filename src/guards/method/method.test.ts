import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { method } from "./method.ts";

test("the guard runs without being configured", () => {
  assert.equal(method.always, true);
});

test("CONNECT, TRACE and TRACK are refused with 501", async () => {
  const check = await checkOf(method, undefined);
  for (const name of ["CONNECT", "TRACE", "TRACK"]) {
    const verdict = await check(exchange({ method: name }));
    assert.equal(verdict.kind, "deny");
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 501);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["method.not_served", "method"]],
    );
  }
});

test("other methods pass, also those unknown here: the document decides", async () => {
  const check = await checkOf(method, undefined);
  for (const name of ["GET", "HEAD", "POST", "QUERY", "PURGE", "OPTIONS"])
    assert.equal((await check(exchange({ method: name }))).kind, "pass", name);
});

test("a second method in a field or parameter is refused with 400 and its place", async () => {
  const check = await checkOf(method, {});
  const rows = [
    { sketch: { headers: [["x-http-method-override", "DELETE"]] as const }, place: "header:x-http-method-override" },
    { sketch: { headers: [["x-http-method", ""]] as const }, place: "header:x-http-method" },
    { sketch: { headers: [["x-method-override", "PUT"]] as const }, place: "header:x-method-override" },
    { sketch: { headers: [["x-method", "PUT"]] as const }, place: "header:x-method" },
    { sketch: { headers: [["x_method_override", "PUT"]] as const }, place: "header:x_method_override" },
    { sketch: { headers: [["x_http_method", "PUT"]] as const }, place: "header:x_http_method" },
    { sketch: { query: "a=1&_method=DELETE" }, place: "query:_method" },
  ];
  for (const { sketch, place } of rows) {
    const verdict = await check(exchange({ method: "POST", ...sketch }));
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 400, place);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["method.override", place]],
    );
  }
  assert.equal(rows.length, 7);
});

test("overrides pass when the configuration ignores them, refused methods stay refused", async () => {
  const check = await checkOf(method, { override: "ignore" });
  assert.equal((await check(exchange({ query: "_method=DELETE" }))).kind, "pass");
  assert.equal((await check(exchange({ method: "TRACE" }))).kind, "deny");
  assert.equal((await issuesOf(method, { override: "allow" })).length, 1);
});
