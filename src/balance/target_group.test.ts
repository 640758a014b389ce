import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type BalancePolicy, type Member, TargetGroup } from "./target_group.ts";
import { TargetState } from "./target_state.ts";

const EJECTION = { failures: 2, share: 1, requests: 1_000, windowMs: 10_000, timeMs: 1_000, maxTimeMs: 60_000, maxShare: 0.5 };
const BREAKER = { share: 0.5, requests: 2, windowMs: 10_000, openMs: 5_000, probes: 1 };
const POLICY: BalancePolicy = { balance: "round_robin", ejection: null, breaker: null, retries: null, slowStartMs: 0 };

interface World {
  readonly group: TargetGroup<string>;
  readonly members: readonly Member<string>[];
  readonly changes: string[];
  /** Names of that many targets in a row. */
  readonly turns: (count: number, nowMs?: number, tried?: readonly TargetState[]) => string;
}

function worldOf(policy: Partial<BalancePolicy>, weights: readonly number[] = [1, 1, 1], maxOutstanding = 100): World {
  const changes: string[] = [];
  const members = weights.map((weight, index) => {
    const name = "abcdef"[index] ?? "";
    return { target: name, weight, maxOutstanding, state: new TargetState(name, -Infinity) };
  });
  const group = new TargetGroup(
    members,
    { ...POLICY, ...policy },
    ({ key }, change, untilMs) => void changes.push(`${key} ${change} ${untilMs}`),
  );
  const turns = (count: number, nowMs = 0, tried: readonly TargetState[] = []): string =>
    Array.from({ length: count }, () => group.pick(nowMs, 0, tried)?.target ?? "-").join("");
  return { group, members, changes, turns };
}

const stateOf = ({ members }: World, index: number): TargetState => members[index]?.state ?? assert.fail("no such member");

function fail(world: World, index: number, nowMs = 0): void {
  const member = world.members[index] ?? assert.fail("no such member");
  const ticket = world.group.begin(member, nowMs);
  world.group.note(member.state, true, ticket, nowMs);
  world.group.done(member.state, ticket, true);
}

test("targets that were tried, have no weight, or fail their checks are passed over", () => {
  const world = worldOf({}, [1, 0, 1, 1]);
  assert.equal(world.turns(4), "acda");
  assert.equal(world.turns(2, 0, [stateOf(world, 0), stateOf(world, 2)]), "dd");
  world.group.checked(stateOf(world, 3), false, { healthy: 1, unhealthy: 1 }, 0);
  assert.match(world.turns(4), /^[ac]{4}$/u);
  assert.deepEqual(world.changes, ["d unhealthy null"]);
  assert.equal(world.turns(1, 0, [stateOf(world, 0), stateOf(world, 2)]), "-");
});

test("a target that fails is left alone for a while and then asked again", () => {
  const world = worldOf({ ejection: EJECTION });
  fail(world, 1);
  fail(world, 1, 5);
  assert.deepEqual(world.changes, ["b ejected 1005"]);
  assert.match(world.turns(6, 1_004), /^[ac]{6}$/u);
  assert.match(world.turns(6, 1_005), /b/u);
  assert.deepEqual(world.changes.slice(1), ["b returned null"]);
});

test("never more than a share of the targets is ejected, whatever fails", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.array(fc.nat({ max: 5 }), { maxLength: 100 }),
      (count, maxShare, failures) => {
        const world = worldOf({ ejection: { ...EJECTION, maxShare } }, Array<number>(count).fill(1));
        for (const index of failures) if (index < count) fail(world, index);
        const ejected = world.members.filter(({ state }) => state.ejection.ejected).length;
        assert.ok(ejected <= Math.floor(count * maxShare));
        if (ejected < count) assert.notEqual(world.turns(1), "-");
      },
    ),
  );
});

test("an open breaker keeps requests from the only target, and says when it may be asked again", () => {
  const world = worldOf({ breaker: BREAKER }, [1]);
  assert.equal(world.group.againInMs(0), null);
  fail(world, 0);
  fail(world, 0);
  assert.deepEqual([world.turns(1, 1_000), world.group.againInMs(1_000)], ["-", 4_000]);
  const member = world.group.pick(5_000, 0, []) ?? assert.fail("the probe");
  const ticket = world.group.begin(member, 5_000);
  assert.equal(world.turns(1, 5_000), "-", "one probe at a time");
  world.group.note(member.state, false, ticket, 5_001);
  world.group.done(member.state, ticket, true);
  assert.equal(world.turns(1, 5_001), "a");
  assert.deepEqual(world.changes, ["a breaker_opened 5000", "a breaker_closed null"]);
});

test("a target that came back warms up: its share grows from a tenth to all of it", () => {
  const world = worldOf({ slowStartMs: 10_000 }, [1, 1]);
  const state = stateOf(world, 1);
  world.group.checked(state, false, { healthy: 1, unhealthy: 1 }, 0);
  world.group.checked(state, true, { healthy: 1, unhealthy: 1 }, 1_000);
  const share = (nowMs: number): number => world.turns(1_000, nowMs).replaceAll(/[^b]/gu, "").length;
  // Of weights 1 and w the second gets w / (1 + w).
  for (const [nowMs, expected] of [
    [1_000, 91],
    [6_000, 333],
    [11_000, 500],
  ] as const)
    assert.ok(Math.abs(share(nowMs) - expected) <= 3, `${nowMs}: ${share(nowMs)}`);
});

test("a target that takes no more is passed over while another does, and waited for when none does", () => {
  const world = worldOf({}, [1, 1], 1);
  const [a, b] = world.members;
  assert.ok(a !== undefined && b !== undefined);
  world.group.begin(a, 0);
  assert.equal(world.turns(3), "bbb");
  world.group.begin(b, 0);
  assert.match(world.turns(2), /^[ab]{2}$/u);
});

test("what is under way and what was asked is counted, and a request that ends untold gives its probe back", () => {
  const world = worldOf({ breaker: BREAKER }, [1]);
  fail(world, 0);
  fail(world, 0);
  const member = world.group.pick(5_000, 0, []) ?? assert.fail("the probe");
  const ticket = world.group.begin(member, 5_000);
  assert.deepEqual([member.state.outstanding, member.state.requests, member.state.failures], [1, 3, 2]);
  world.group.done(member.state, ticket, false);
  assert.deepEqual([member.state.outstanding, world.turns(1, 5_000)], [0, "a"]);
});

test("an ejection that no policy knows any more ends", () => {
  const world = worldOf({ ejection: EJECTION });
  fail(world, 1);
  fail(world, 1);
  const later = new TargetGroup(world.members, POLICY, () => {});
  later.refresh(1);
  assert.equal(stateOf(world, 1).standing, "up");
});
