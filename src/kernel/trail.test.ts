import assert from "node:assert/strict";
import { test } from "node:test";
import { CONFIGURED_MODES, MAX_FINDINGS, PhaseTimes, Trail } from "./trail.ts";

test("findings beyond the bound are counted, not kept", () => {
  const trail = new Trail(CONFIGURED_MODES);
  const finding = { code: "a", place: "", message: "m" };
  trail.note(
    "g",
    "enforce",
    Array.from({ length: MAX_FINDINGS + 3 }, () => finding),
    null,
  );
  assert.equal(trail.findings.length, MAX_FINDINGS);
  assert.equal(trail.findingsDropped, 3);
});

test("a guard that observes is named once", () => {
  const trail = new Trail(CONFIGURED_MODES);
  trail.observe("a");
  trail.observe("a");
  assert.deepEqual(trail.observed, ["a"]);
});

test("times of a phase add up, and one that was not reached is told from one that took no time", () => {
  const times = new PhaseTimes();
  times.add("route", 1);
  times.add("route", 2.5);
  times.add("authn", 0);
  assert.deepEqual(Object.fromEntries(Object.entries(times)), { head: -1, route: 3.5, authn: 0, identity: -1, body: -1, response: -1 });
});
