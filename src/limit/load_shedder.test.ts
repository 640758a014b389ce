import assert from "node:assert/strict";
import { test } from "node:test";
import type { Priority } from "../kernel/deps.ts";
import { LoadShedder } from "./load_shedder.ts";

const PRIORITIES: readonly Priority[] = ["sheddable", "normal", "critical"];

/** Parts of a thousand exchanges of each priority that are refused. */
function refused(shedder: LoadShedder): Readonly<Record<Priority, number>> {
  const count = (priority: Priority): number =>
    Array.from({ length: 1_000 }, () => shedder.admits(priority)).filter((admitted) => !admitted).length / 1_000;
  return { sheddable: count("sheddable"), normal: count("normal"), critical: count("critical") };
}

/** A delay that stands for so long, sampled every 100 ms. */
function stands(shedder: LoadShedder, delayMs: number, forMs: number): void {
  for (let passedMs = 0; passedMs < forMs; passedMs += 100) shedder.sample(delayMs, 100);
}

test("nothing is shed while the delay is below its target", () => {
  const shedder = new LoadShedder(50);
  stands(shedder, 50, 60_000);
  assert.deepEqual(refused(shedder), { sheddable: 0, normal: 0, critical: 0 });
});

test("a single pause sheds nothing, however long", () => {
  const shedder = new LoadShedder(50);
  stands(shedder, 1, 1_000);
  shedder.sample(5_000, 5_000);
  assert.equal(shedder.standingMs, 1);
  assert.deepEqual(refused(shedder), { sheddable: 0, normal: 0, critical: 0 });
});

test("while a delay stands, more is shed step by step: the least important first, the most important last and never all of it", () => {
  const shedder = new LoadShedder(50);
  const seen: Readonly<Record<Priority, number>>[] = [];
  for (let step = 0; step < 40; step++) {
    stands(shedder, 60, 100);
    const now = refused(shedder);
    assert.ok(now.sheddable >= now.normal && now.normal >= now.critical);
    for (const priority of PRIORITIES) assert.ok(now[priority] >= (seen.at(-1)?.[priority] ?? 0) - 0.001);
    seen.push(now);
  }
  assert.ok(seen.some(({ sheddable, normal }) => sheddable > 0.5 && normal === 0));
  assert.ok(seen.some(({ normal, critical }) => normal > 0.5 && critical === 0));
  assert.deepEqual(seen.at(-1), { sheddable: 1, normal: 0.95, critical: 0.9 });
});

test("a delay of many times the target sheds sooner, but not at once", () => {
  const shedder = new LoadShedder(50);
  stands(shedder, 10_000, 400);
  assert.equal(shedder.pressure, 0);
  stands(shedder, 10_000, 500);
  assert.ok(shedder.pressure > 1 && shedder.pressure <= 2.1, `${shedder.pressure}`);
});

test("when the delay is gone, so is the shedding, after some seconds", () => {
  const shedder = new LoadShedder(50);
  stands(shedder, 200, 10_000);
  assert.equal(shedder.pressure, 3);
  stands(shedder, 1, 4_000);
  assert.equal(refused(shedder).critical, 0);
  stands(shedder, 1, 3_000);
  assert.deepEqual(refused(shedder), { sheddable: 0, normal: 0, critical: 0 });
});

test("what was measured before a calm counts no more", () => {
  const shedder = new LoadShedder(50);
  stands(shedder, 200, 10_000);
  shedder.calm();
  assert.equal(shedder.standingMs, 0);
  assert.deepEqual(refused(shedder), { sheddable: 0, normal: 0, critical: 0 });
});
