import assert from "node:assert/strict";
import { test } from "node:test";
import { ANYONE } from "./auth_result.ts";

test("anyone is the anonymous caller, without findings", () => {
  assert.ok(ANYONE.kind === "principal" && ANYONE.principal.kind === "anonymous" && ANYONE.findings.length === 0);
  assert.ok(Object.isFrozen(ANYONE));
});
