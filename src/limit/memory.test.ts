import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { compileGcra } from "./gcra.ts";
import { DEFAULT_LIMIT_KEYS, MAX_KEY_LENGTH, MemoryLimitState, OVERFLOW_BUCKETS } from "./memory.ts";
import type { LimitPolicy } from "./state.ts";

function policy(id: string, count: number, periodS: number, burst: number): LimitPolicy {
  const gcra = compileGcra({ count, periodS }, burst);
  assert.ok(gcra);
  return { id, gcra };
}

test("each key and each policy is counted by itself", () => {
  const state = new MemoryLimitState(100, 1);
  const one = policy("one", 1, 1, 1);
  const other = policy("other", 1, 1, 1);
  assert.equal(state.decide(one, "a", 1, 1000).allowed, true);
  assert.deepEqual(state.decide(one, "a", 1, 1000), { allowed: false, remaining: 0, resetMs: 1000, retryAfterMs: 1000 });
  assert.equal(state.decide(one, "b", 1, 1000).allowed, true);
  assert.equal(state.decide(other, "a", 1, 1000).allowed, true);
  assert.equal(state.decide(one, "a", 1, 2000).allowed, true);
});

test("a key never exceeds its bound for any interleaving of keys, policies and pauses, however small the table", () => {
  const policies = [policy("fast", 100, 1, 2), policy("slow", 3, 1, 3)];
  const call = fc.record({
    policy: fc.nat(1),
    key: fc.nat(7),
    cost: fc.integer({ min: 1, max: 2 }),
    gapMs: fc.oneof(fc.constant(0), fc.nat(700)),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.integer(), fc.array(call, { maxLength: 120 }), (capacity, seed, script) => {
      const state = new MemoryLimitState(capacity, seed);
      const passed = new Map<string, { readonly at: number; readonly cost: number }[]>();
      let now = 1000;
      for (const step of script) {
        now += step.gapMs;
        const limit = policies[step.policy];
        assert.ok(limit);
        const decision = state.decide(limit, `key ${step.key}`, step.cost, now);
        assert.ok(state.size <= capacity, "the table stays within its capacity");
        if (!decision.allowed) continue;
        const id = `${step.policy} ${step.key}`;
        const calls = passed.get(id) ?? [];
        passed.set(id, calls);
        calls.push({ at: now, cost: step.cost });
        let sum = 0;
        for (let from = calls.length - 1; from >= 0; from--) {
          sum += calls[from]?.cost ?? 0;
          const stretchUs = (now - (calls[from]?.at ?? 0)) * 1000;
          assert.ok(sum <= limit.gcra.burst + stretchUs / limit.gcra.intervalUs, `${id}: ${sum} in ${stretchUs} microseconds`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a key over its limit is not forgotten under a flood of new keys", () => {
  const state = new MemoryLimitState(50, 7);
  const limit = policy("ip", 1, 60, 1);
  assert.equal(state.decide(limit, "attacker", 1, 0).allowed, true);
  for (let index = 0; index < 5000; index++) state.decide(limit, `flood ${index}`, 1, 10);
  assert.equal(state.decide(limit, "attacker", 1, 20).allowed, false);
  assert.equal(state.size, 50);
});

test("beyond a full table newcomers together get no more than the overflow buckets hold", () => {
  const state = new MemoryLimitState(10, 7);
  const limit = policy("ip", 1, 60, 2);
  let allowed = 0;
  for (let index = 0; index < 20_000; index++) if (state.decide(limit, `flood ${index}`, 1, 1000).allowed) allowed++;
  assert.ok(allowed <= 10 + 2 * OVERFLOW_BUCKETS, `${allowed} passed`);
  assert.ok(allowed > 2 * OVERFLOW_BUCKETS * 0.9, "the buckets are spread over");
});

test("a known caller is served as before while the flood lasts", () => {
  const state = new MemoryLimitState(10, 7);
  const limit = policy("ip", 60, 60, 2);
  state.decide(limit, "customer", 1, 0);
  let served = 0;
  for (let second = 1; second <= 20; second++) {
    for (let index = 0; index < 100; index++) state.decide(limit, `flood ${second} ${index}`, 1, second * 1000 - 500);
    if (state.decide(limit, "customer", 1, second * 1000).allowed) served++;
  }
  assert.equal(served, 20);
});

test("room is made again once buckets have refilled", () => {
  const state = new MemoryLimitState(10, 7);
  const limit = policy("ip", 1, 1, 1);
  for (let index = 0; index < 10; index++) state.decide(limit, `old ${index}`, 1, 0);
  for (let index = 0; index < 40; index++) state.decide(limit, `new ${index}`, 1, 5000 + index * 1000);
  assert.ok(state.size < 10, `${state.size} kept`);
});

test("a key too long to keep is an error of the caller, not a silent truncation", () => {
  assert.throws(() => new MemoryLimitState(10, 7).decide(policy("ip", 1, 1, 1), "k".repeat(MAX_KEY_LENGTH + 1), 1, 0), RangeError);
});

test("memory under a flood of keys cut out of large heads stays below 250 bytes a key", () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  assert.ok(typeof collect === "function");
  const capacity = DEFAULT_LIMIT_KEYS / 5;
  const state = new MemoryLimitState(capacity, 7);
  const limit = policy("ip", 1, 3600, 1);
  const padding = "x".repeat(1500);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < capacity * 2; index++) {
    const head = `${padding}${index} is the address of a client${padding}`;
    state.decide(limit, head.slice(padding.length, padding.length + 24), 1, 1000);
  }
  collect();
  const bytesPerKey = (process.memoryUsage().heapUsed - before) / capacity;
  assert.equal(state.size, capacity);
  assert.ok(bytesPerKey < 250, `${bytesPerKey.toFixed(0)} bytes`);
});
