import assert from "node:assert/strict";
import { test } from "node:test";
import { TestEffects } from "../../../test/support/exchange.ts";
import type { LimitDecision } from "../../limit/state.ts";
import { compileLimits, type Limit } from "./options.ts";
import { isTighter, tellStanding, toRetryAfter } from "./report.ts";

const limit = (name: string, rate: string): Limit => compileLimits([{ per: "ip", rate, name }]).limits[0] ?? assert.fail();
const left = (remaining: number, resetMs: number): LimitDecision => ({ allowed: true, remaining, resetMs, retryAfterMs: 0 });

test("the policy names quota and window, the standing what is left and when all is back", () => {
  const effects = new TestEffects();
  tellStanding(effects, { limit: limit("per ip", "100/min"), decision: left(42, 34_800.5) });
  assert.equal(effects.headers.get("ratelimit-policy"), '"per ip";q=100;w=60');
  assert.equal(effects.headers.get("ratelimit"), '"per ip";r=42;t=35');
});

test("of two phases the tighter limit is told, whichever came first", () => {
  const effects = new TestEffects();
  tellStanding(effects, { limit: limit("a", "10/s"), decision: left(3, 1000) });
  tellStanding(effects, { limit: limit("b", "10/s"), decision: left(5, 9000) });
  assert.equal(effects.headers.get("ratelimit"), '"a";r=3;t=1');
  tellStanding(effects, { limit: limit("c", "10/s"), decision: left(2, 500) });
  assert.equal(effects.headers.get("ratelimit"), '"c";r=2;t=1');
});

test("a refusal is tighter than anything allowed, then fewer calls left, then the longer wait", () => {
  const refused: LimitDecision = { allowed: false, remaining: 4, resetMs: 1, retryAfterMs: 1 };
  assert.equal(isTighter(refused, left(0, 100)), true);
  assert.equal(isTighter(left(0, 100), refused), false);
  assert.equal(isTighter(left(1, 100), left(2, 900)), true);
  assert.equal(isTighter(left(2, 900), left(2, 100)), true);
  assert.equal(isTighter(left(2, 100), left(2, 100)), false);
});

test("Retry-After is whole seconds rounded up, at least one, at most a day", () => {
  const wait = (retryAfterMs: number): string => toRetryAfter({ allowed: false, remaining: 0, resetMs: 0, retryAfterMs });
  assert.deepEqual([wait(1), wait(1000), wait(1001), wait(Number.POSITIVE_INFINITY)], ["1", "1", "2", "86400"]);
});
