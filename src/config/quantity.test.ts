import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, size } from "./quantity.ts";

test("durations are milliseconds and sizes powers of two", () => {
  assert.equal(duration.parse("2s"), 2_000);
  assert.equal(size.parse("2KB"), 2_048);
});

test("what is no quantity is refused with the way out", () => {
  assert.match(duration.safeParse("soon").error?.issues[0]?.message ?? "", /expected a duration such as `250ms`/u);
  assert.match(size.safeParse("big").error?.issues[0]?.message ?? "", /expected a size such as `64KB`/u);
});
