import assert from "node:assert/strict";
import { test } from "node:test";
import { isTighter, type LimitLeft, toLimitFields } from "./limit_standing.ts";

const left = (remaining: number, resetMs: number): LimitLeft => ({ allowed: true, remaining, resetMs });

test("a refusal is tighter than anything allowed, then fewer calls left, then the longer wait", () => {
  const refused: LimitLeft = { allowed: false, remaining: 4, resetMs: 1 };
  assert.equal(isTighter(refused, left(0, 100)), true);
  assert.equal(isTighter(left(0, 100), refused), false);
  assert.equal(isTighter(left(1, 100), left(2, 900)), true);
  assert.equal(isTighter(left(2, 900), left(2, 100)), true);
  assert.equal(isTighter(left(2, 100), left(2, 100)), false);
});

test("both fields are told, the wait in seconds", () => {
  const limit = { policyField: '"a";q=1;w=2', standingField: (remaining: number, resetS: number): string => `${remaining} ${resetS}` };
  assert.deepEqual(toLimitFields({ limit, decision: left(3, 1_500) }), [
    ["ratelimit-policy", '"a";q=1;w=2'],
    ["ratelimit", "3 1.5"],
  ]);
});
