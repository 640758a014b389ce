import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS } from "./index.ts";

test("checks have names and bounds of their own", () => {
  assert.equal(new Set(CHECKS.map(({ name }) => name)).size, CHECKS.length);
  for (const { name, withinMs, summary } of CHECKS) {
    assert.match(name, /^[a-z]+$/u);
    assert.ok(withinMs > 0 && withinMs <= 20_000 && summary !== "", name);
  }
});
