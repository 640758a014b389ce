import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ConcurrencySlots } from "./concurrency.ts";

test("as many slots as the maximum, and one more after one came back", () => {
  const slots = new ConcurrencySlots();
  assert.equal(slots.acquire("a", 2), true);
  assert.equal(slots.acquire("a", 2), true);
  assert.equal(slots.acquire("a", 2), false);
  assert.equal(slots.acquire("b", 2), true);
  slots.release("a");
  assert.equal(slots.acquire("a", 2), true);
});

test("a key without a slot taken is forgotten, and releasing it is an error", () => {
  const slots = new ConcurrencySlots();
  slots.acquire("a", 1);
  slots.release("a");
  assert.equal(slots.size, 0);
  assert.throws(() => slots.release("a"), /twice/u);
});

test("never more than the maximum are held, whatever the order of taking and giving back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.boolean())), (max, script) => {
      const slots = new ConcurrencySlots();
      const held = { a: 0, b: 0 };
      for (const [key, take] of script) {
        const name = key === "a" ? "a" : "b";
        if (take) {
          const got = slots.acquire(name, max);
          assert.equal(got, held[name] < max);
          if (got) held[name]++;
        } else if (held[name] > 0) {
          slots.release(name);
          held[name]--;
        }
      }
    }),
  );
});
