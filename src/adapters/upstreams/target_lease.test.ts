import assert from "node:assert/strict";
import { test } from "node:test";
import { TARGET } from "../../../test/support/plans.ts";
import { TargetGroup } from "../../balance/target_group.ts";
import { TargetState } from "../../balance/target_state.ts";
import { TargetLease } from "./target_lease.ts";

const BREAKER = { share: 1, requests: 1, windowMs: 1_000, openMs: 10, probes: 1 };

function worldOf() {
  const member = { target: TARGET, weight: 1, maxOutstanding: 1, state: new TargetState("a", 0) };
  const policy = { balance: "round_robin", ejection: null, breaker: BREAKER, retries: null, slowStartMs: 0 } as const;
  const group = new TargetGroup([member], policy, () => {});
  return { state: member.state, leaseAt: (nowMs: number) => new TargetLease(group, member, new Set([502, 503]), () => nowMs, "a") };
}

test("the statuses that are configured are failures of the target, others are answers", () => {
  for (const [status, failures] of [
    [200, 0],
    [101, 0],
    [404, 0],
    [429, 0],
    [500, 0],
    [501, 0],
    [502, 1],
    [503, 1],
    [504, 0],
  ] as const) {
    const { state, leaseAt } = worldOf();
    leaseAt(0).answered(status);
    assert.equal(state.failures, failures, String(status));
  }
});

test("it is given back once, whoever says so, and says nothing afterwards", () => {
  const { state, leaseAt } = worldOf();
  const lease = leaseAt(0);
  assert.equal(state.outstanding, 1);
  lease.done();
  lease.done();
  lease.failed(false);
  assert.deepEqual([state.outstanding, state.failures], [0, 0]);
});

test("a probe that answers well and then breaks off is one good probe and one failure", () => {
  const { state, leaseAt } = worldOf();
  leaseAt(0).failed(false);
  assert.equal(state.breaker.state, "open");
  const probe = leaseAt(10);
  probe.answered(200);
  assert.equal(state.breaker.state, "closed");
  probe.failed(false);
  probe.done();
  assert.deepEqual([state.failures, state.outstanding, state.breaker.opened], [2, 1, 2]);
});
