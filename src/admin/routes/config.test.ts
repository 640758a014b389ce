import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest } from "../../../test/support/admin_ports.ts";

test("a reload that fails is 409 with its issues; matrix and configuration are told", async () => {
  const { gateway, ask } = adminUnderTest();
  assert.equal((await ask("POST", "/v1/reload")).status, 200);
  gateway.reloads = false;
  assert.equal((await ask("POST", "/v1/reload")).status, 409);
  assert.deepEqual((await ask("GET", "/v1/matrix")).body, '{"rows":[]}');
  assert.match((await ask("GET", "/v1/config")).body, /"generation":3/u);
});
