import assert from "node:assert/strict";
import { test } from "node:test";
import { GuardStates } from "./guard_states.ts";

test("a state holder is made once and then the same for all who ask", () => {
  const states = new GuardStates();
  let made = 0;
  const create = (): { count: number } => ({ count: made++ });
  const first = states.state("limits.state", create);
  assert.equal(states.state("limits.state", create), first);
  assert.notEqual(states.state("lockout.failures", create), first);
  assert.equal(made, 2);
});
