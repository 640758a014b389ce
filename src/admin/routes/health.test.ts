import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest } from "../../../test/support/admin_ports.ts";

test("health says one word to whoever asks, and what observes only to an operator", async () => {
  const { gateway, ask } = adminUnderTest();
  const anonymous = { authorization: "" };
  assert.equal((await ask("GET", "/livez", "", anonymous)).body, "ok\n");
  assert.equal((await ask("GET", "/readyz", "", anonymous)).body, "ok\n");
  assert.equal((await ask("GET", "/readyz")).body, "ok\nobserve: waf\n");
  gateway.ready = false;
  const { status, body } = await ask("GET", "/readyz");
  assert.deepEqual([status, body], [503, "not ready\n"]);
});
