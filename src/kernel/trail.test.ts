import assert from "node:assert/strict";
import { test } from "node:test";
import { CONFIGURED_MODES, MAX_FINDINGS, Trail } from "./trail.ts";

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
