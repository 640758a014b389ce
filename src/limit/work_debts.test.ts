import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { WorkDebts, type WorkTerms } from "./work_debts.ts";

const TERMS: WorkTerms = { rate: 0.1, lentMs: 200 };

test("a client is served until it owes more than is lent, and again when enough is paid", () => {
  const debts = new WorkDebts(10);
  debts.charge("a", 200, TERMS, 0);
  assert.equal(debts.waitMs("a", TERMS, 0), 0);
  debts.charge("a", 10, TERMS, 0);
  assert.equal(debts.waitMs("a", TERMS, 0), 100);
  assert.equal(debts.waitMs("a", TERMS, 60), 40);
  assert.equal(debts.waitMs("a", TERMS, 100), 0);
  assert.equal(debts.waitMs("b", TERMS, 0), 0);
});

test("whoever waits when told to gets at most what is lent, one call more, and the rate", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ workMs: fc.double({ min: 0, max: 10, noNaN: true }), passMs: fc.nat({ max: 50 }) }), { maxLength: 300 }),
      (calls) => {
        const debts = new WorkDebts(10);
        let [nowMs, doneMs] = [0, 0];
        for (const { workMs, passMs } of calls) {
          nowMs += passMs;
          if (debts.waitMs("a", TERMS, nowMs) > 0) continue;
          debts.charge("a", workMs, TERMS, nowMs);
          doneMs += workMs;
          assert.ok(doneMs <= TERMS.lentMs + 10 + nowMs * TERMS.rate + 1e-6, `${doneMs} by ${nowMs}`);
        }
      },
    ),
  );
});

test("memory is bounded, and who was charged last is remembered", () => {
  const debts = new WorkDebts(3);
  for (const client of ["a", "b", "c", "a", "d"]) debts.charge(client, 300, TERMS, 0);
  assert.equal(debts.size, 3);
  assert.deepEqual(
    ["a", "b", "c", "d"].map((client) => debts.waitMs(client, TERMS, 0) > 0),
    [true, false, true, true],
  );
});
