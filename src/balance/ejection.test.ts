import assert from "node:assert/strict";
import { test } from "node:test";
import { Ejection, type EjectionPolicy } from "./ejection.ts";

const POLICY: EjectionPolicy = { failures: 3, share: 0.5, requests: 10, windowMs: 10_000, timeMs: 1_000, maxTimeMs: 8_000, maxShare: 0.5 };

test("failures in a row are too many, a success between them begins anew", () => {
  const ejection = new Ejection();
  const told = [true, true, false, true, true, true].map((failed, index) => ejection.note(failed, index, POLICY));
  assert.deepEqual(told, [false, false, false, false, false, true]);
});

test("too large a part of the answers is too much, once enough came", () => {
  const ejection = new Ejection();
  const told: boolean[] = [];
  for (let count = 0; count < 10; count++) told.push(ejection.note(count % 2 === 1, count, POLICY));
  assert.deepEqual(told, [...Array<boolean>(9).fill(false), true]);
});

test("failures in a row of one client's requests alone are not too many while others are served well", () => {
  const toldOf = (outcomes: readonly (readonly [source: string | null, failed: boolean])[]): boolean => {
    const ejection = new Ejection();
    return outcomes.map(([source, failed], index) => ejection.note(failed, index, { ...POLICY, requests: 100 }, source)).includes(true);
  };
  const failing = Array.from({ length: 9 }, () => ["a", true] as const);
  assert.equal(toldOf(failing), true, "nobody else asks");
  assert.equal(toldOf([["b", false], ...failing]), false);
  assert.equal(
    toldOf([
      ["b", false],
      ["a", true],
      ["b", true],
      ["a", true],
    ]),
    true,
    "not of one alone",
  );
  assert.equal(toldOf([["b", false], ...failing.map(() => [null, true] as const)]), true, "of no request");
  assert.equal(
    toldOf([
      ["b", false],
      ["b", true],
      ["b", true],
      ["b", true],
    ]),
    true,
    "the same client was served before",
  );
});

test("each ejection is twice as long as the one before, up to a bound, and the first again after a quiet time", () => {
  const ejection = new Ejection();
  let nowMs = 0;
  const lengths = Array.from({ length: 5 }, () => {
    ejection.eject(nowMs, POLICY);
    const length = ejection.untilMs - nowMs;
    nowMs = ejection.untilMs + 1;
    ejection.restore();
    return length;
  });
  assert.deepEqual(lengths, [1_000, 2_000, 4_000, 8_000, 8_000]);
  nowMs += 8_000;
  ejection.eject(nowMs, POLICY);
  assert.equal(ejection.untilMs - nowMs, 1_000);
  assert.equal(ejection.count, 6);
});

test("while it is left alone nothing more is held against it, and afterwards it starts clean", () => {
  const ejection = new Ejection();
  for (let count = 0; count < 3; count++) ejection.note(true, count, POLICY);
  ejection.eject(3, POLICY);
  assert.equal(ejection.note(true, 4, POLICY), false);
  ejection.restore();
  assert.deepEqual(
    [1, 2, 3].map((at) => ejection.note(true, 2_000 + at, POLICY)),
    [false, false, true],
  );
});
