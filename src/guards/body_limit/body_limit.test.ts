import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { bodyLimit } from "./body_limit.ts";

test("a body announced larger than the limit is refused before it is read, and the connection closed", async () => {
  for (const size of ["1KB", 1024]) {
    const check = await checkOf(bodyLimit, size);
    assert.equal((await check(exchange({ framing: { kind: "length", bytes: 1024 } }))).kind, "pass");
    const verdict = await check(exchange({ framing: { kind: "length", bytes: 1025 } }));
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 413);
    assert.equal(verdict.kind === "deny" && verdict.problem.close, true);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["body.too_large", "body:"]],
    );
  }
});

test("no body, and one of unannounced size, are left to who reads them", async () => {
  const check = await checkOf(bodyLimit, "0");
  assert.equal((await check(exchange())).kind, "pass");
  assert.equal((await check(exchange({ framing: { kind: "chunked" } }))).kind, "pass");
  assert.equal((await check(exchange({ framing: { kind: "length", bytes: 1 } }))).kind, "deny");
});

test("what is no size does not compile", async () => {
  for (const size of ["big", -1, 1.5, null]) assert.equal((await issuesOf(bodyLimit, size)).length, 1, String(size));
});
