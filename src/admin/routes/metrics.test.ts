import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest } from "../../../test/support/admin_ports.ts";

test("metrics keep their media type; nothing is cached or sniffed", async () => {
  const { ask } = adminUnderTest();
  const answer = await ask("GET", "/metrics");
  assert.deepEqual([answer.status, answer.body], [200, "up 1\n"]);
  assert.deepEqual(answer.headers, [
    ["cache-control", "no-store"],
    ["x-content-type-options", "nosniff"],
    ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
    ["content-type", "text/plain; version=0.0.4"],
  ]);
});
