import assert from "node:assert/strict";
import { test } from "node:test";
import { TARGET } from "../../../test/support/plans.ts";
import { DEFAULT_EJECTION } from "../../config/failing_targets.ts";
import type { UpstreamGroup, WeightedTarget } from "../../engine/upstream.ts";
import { ApiTargets } from "./api_targets.ts";

const target = (hostname: string, weight = 1): WeightedTarget => ({
  target: { ...TARGET, id: hostname, hostname, authority: hostname, maxConnections: 7 },
  weight,
});

function group(targets: readonly WeightedTarget[], eachAddress = false): UpstreamGroup {
  return {
    id: "shop",
    targets,
    eachAddress,
    hashBy: { kind: "client" },
    policy: { balance: "round_robin", ejection: DEFAULT_EJECTION, breaker: null, retries: null, slowStartMs: 0 },
    failureStatus: new Set([502]),
    health: null,
  };
}

const NONE = (): readonly string[] => [];

test("what is known of a target outlives the generation, whatever its weight becomes", () => {
  const targets = new ApiTargets();
  const [before] = targets.members(group([target("a"), target("b")]), NONE, 100);
  assert.deepEqual([before?.state.key, before?.maxOutstanding, before?.weight], ["http://a", 7, 1]);
  const [, after] = targets.members(group([target("b"), target("a", 5)]), NONE, 200);
  assert.equal(after?.state, before?.state);
  assert.equal(after?.weight, 5);
});

test("targets that are there from the start are warm; one that comes later, or gets its first weight, warms up from then on", () => {
  const targets = new ApiTargets();
  const first = targets.members(group([target("a"), target("b", 0)]), NONE, 100);
  assert.deepEqual(
    first.map(({ state }) => state.sinceMs),
    [-Infinity, -Infinity],
  );
  const second = targets.members(group([target("a", 9), target("b", 3), target("c")]), NONE, 200);
  assert.deepEqual(
    second.map(({ state }) => state.sinceMs),
    [-Infinity, 200, 200],
  );
});

test("each address of a name is a target of its own, sorted, IPv6 only where there is no IPv4; without addresses there is none", () => {
  const targets = new ApiTargets();
  const addresses = new Map([
    ["both", ["2001:db8::1", "192.0.2.2", "192.0.2.1"]],
    ["six", ["2001:db8::2", "2001:db8::1"]],
  ]);
  const members = targets.members(group([target("both"), target("six"), target("gone")], true), (name) => addresses.get(name) ?? [], 0);
  assert.deepEqual(
    members.map(({ target: { address }, state }) => [address, state.key]),
    [
      ["192.0.2.1", "http://both 192.0.2.1"],
      ["192.0.2.2", "http://both 192.0.2.2"],
      ["2001:db8::1", "http://six 2001:db8::1"],
      ["2001:db8::2", "http://six 2001:db8::2"],
    ],
  );
  assert.equal(new Set(members.map(({ target: { id } }) => id)).size, 4, "each has connections of its own");
});

test("a target that is not retained is forgotten: it comes back as a new one", () => {
  const targets = new ApiTargets();
  const [a, b] = targets.members(group([target("a"), target("b")]), NONE, 100);
  assert.ok(a !== undefined && b !== undefined);
  targets.retain([a]);
  const [, again] = targets.members(group([target("a"), target("b")]), NONE, 300);
  assert.notEqual(again?.state, b.state);
  assert.equal(again?.state.sinceMs, 300);
});
