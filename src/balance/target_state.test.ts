import assert from "node:assert/strict";
import { test } from "node:test";
import { TargetState } from "./target_state.ts";

test("where a target stands is the first thing that keeps requests away", () => {
  const state = new TargetState("a", 0);
  assert.equal(state.standing, "up");
  state.breaker.state = "half_open";
  assert.equal(state.standing, "breaker_half_open");
  state.breaker.state = "open";
  assert.equal(state.standing, "breaker_open");
  state.ejection.ejected = true;
  assert.equal(state.standing, "ejected");
  state.health.healthy = false;
  assert.equal(state.standing, "unhealthy");
});
