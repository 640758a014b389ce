import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { host } from "./host.ts";

test("a listed host passes, any other is misdirected", async () => {
  const check = await checkOf(host, ["api.example", "*.shop.example", "[::1]", "127.0.0.1"]);
  const rows: readonly (readonly [string, boolean])[] = [
    ["api.example", true],
    ["eu.shop.example", true],
    ["a.b.shop.example", true],
    ["[::1]", true],
    ["127.0.0.1", true],
    ["shop.example", false],
    ["evilshop.example", false],
    [".shop.example", false],
    ["api.example.evil.test", false],
    ["127.0.0.2", false],
  ];
  for (const [name, passes] of rows) {
    const verdict = await check(exchange({ host: name }));
    assert.equal(verdict.kind, passes ? "pass" : "deny", name);
    if (verdict.kind !== "deny") continue;
    assert.equal(verdict.problem.status, 421);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["host.not_served", "header:host"]],
    );
  }
  assert.equal(rows.length, 10);
});

test("what could never match does not compile", async () => {
  const rows = [
    "API.example",
    "api.example:8080",
    "https://api.example",
    "*",
    "*.",
    "a.*.example",
    "::1",
    "[127.0.0.1]",
    "",
    "-a.example",
    "a..b",
  ];
  for (const pattern of rows)
    assert.deepEqual(
      (await issuesOf(host, [pattern])).map((issue) => issue.path),
      [[0]],
      pattern,
    );
  assert.equal(rows.length, 11);
  assert.equal((await issuesOf(host, [])).length, 1);
});
