import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ActiveHealth } from "./active_health.ts";

test("it takes several checks in a row to change the mind", () => {
  const health = new ActiveHealth();
  const told = (checks: string): string =>
    Array.from(checks, (check) => (health.note(check === "+", { healthy: 2, unhealthy: 3 }) ? (health.healthy ? "U" : "D") : ".")).join("");
  assert.equal(told("--+---"), ".....D");
  assert.equal(told("+-++"), "...U");
  assert.equal(told("++"), "..");
});

test("a mind is changed only by that many checks in a row that say so", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 100 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (checks, up, down) => {
        const health = new ActiveHealth();
        for (const [index, good] of checks.entries()) {
          const needed = good ? up : down;
          const row = checks.slice(Math.max(0, index + 1 - needed), index + 1);
          if (health.note(good, { healthy: up, unhealthy: down }))
            assert.ok(row.length === needed && row.every((each) => each === good) && health.healthy === good);
        }
      },
    ),
  );
});

test("what nobody checks any more is healthy", () => {
  const health = new ActiveHealth();
  health.note(false, { healthy: 1, unhealthy: 1 });
  assert.deepEqual([health.healthy, health.forget(), health.healthy, health.forget()], [false, true, true, false]);
});
