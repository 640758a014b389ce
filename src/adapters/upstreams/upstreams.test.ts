import assert from "node:assert/strict";
import dns from "node:dns";
import { isIP } from "node:net";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { apiPlan, generationOf, TARGET } from "../../../test/support/plans.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { UpstreamGroup, WeightedTarget } from "../../engine/upstream.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import { NameTable } from "./name_table.ts";
import { Upstreams } from "./upstreams.ts";

const OFF: UpstreamGroup["policy"] = { balance: "round_robin", ejection: null, breaker: null, retries: null, slowStartMs: 0 };
const EJECTION = { failures: 1, share: 1, requests: 1_000, windowMs: 10_000, timeMs: 60_000, maxTimeMs: 60_000, maxShare: 1 };

function weighted(hostname: string, weight = 1, port = 1): WeightedTarget {
  return { target: { ...TARGET, id: `${hostname}:${port}`, hostname, authority: `${hostname}:${port}`, port }, weight };
}

function groupOf(targets: readonly WeightedTarget[], given: Partial<UpstreamGroup> = {}): UpstreamGroup {
  return {
    id: "test",
    targets,
    eachAddress: false,
    hashBy: { kind: "client" },
    policy: OFF,
    failureStatus: new Set(),
    health: null,
    ...given,
  };
}

function worldOf(stack: AsyncDisposableStack) {
  let nowMs = 0;
  const told: string[] = [];
  const sweeper = stack.adopt(new Sweeper(() => nowMs, assert.ifError), (each) => each.close());
  /** What the system says of every name. */
  const addresses = ["127.0.0.1"];
  const names = new NameTable(
    () => nowMs,
    { onChange: (name) => upstreams.nameChanged(name), onStatus: () => {} },
    {
      system: () => Promise.resolve(addresses.map((address) => ({ address, family: isIP(address) }))),
      resolver: new dns.promises.Resolver({ timeout: 100, tries: 1 }),
    },
  );
  sweeper.add(names);
  const upstreams: Upstreams = stack.adopt(
    new Upstreams({
      environment: { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null },
      names,
      nowMs: () => nowMs,
      onTarget: ({ api, target, change, forMs }) => void told.push(`${api} ${target} ${change} ${forMs}`),
    }),
    (each) => each.close(),
  );
  const use = (...groups: readonly UpstreamGroup[]): void =>
    upstreams.use(generationOf(groups.map((group) => apiPlan({ name: group.id, group }))));
  const asked = (group: UpstreamGroup, count: number): string =>
    Array.from({ length: count }, () => {
      const lease = upstreams.lease(group, 0, "a");
      lease?.done();
      return lease === null ? "-" : (lease.target.address ?? lease.target.hostname);
    }).join(" ");
  const pass = (ms: number): void => {
    nowMs += ms;
    sweeper.sweep();
  };
  return { upstreams, told, use, asked, pass, names, addresses };
}

test("what is known of a target outlives the generation, that of a target which left does not", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstreams, told, use, asked } = worldOf(stack);
  const first = groupOf([weighted("a"), weighted("b")], { policy: { ...OFF, ejection: EJECTION } });
  use(first);
  const lease = upstreams.lease(first, 0, "a");
  lease?.failed(false);
  lease?.done();
  assert.deepEqual(told, ["test http://a:1 ejected 60000"]);
  const second = groupOf([weighted("a", 5), weighted("b", 2)], { policy: { ...OFF, ejection: EJECTION } });
  use(second);
  assert.equal(asked(second, 3), "b b b");
  assert.equal(asked(first, 2), "b b", "an exchange of the generation before knows the same");
  use(groupOf([weighted("b")]));
  const third = groupOf([weighted("a"), weighted("b")], { policy: { ...OFF, ejection: EJECTION } });
  use(third);
  assert.equal(asked(third, 2).split(" ").toSorted().join(" "), "a b");
});

test("a target that comes by reload, or gets its first weight, warms up; those that were there from the start do not", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstreams, use, pass } = worldOf(stack);
  const policy = { ...OFF, slowStartMs: 10_000 };
  use(groupOf([weighted("a"), weighted("b", 0)], { policy }));
  pass(100_000);
  use(groupOf([weighted("a"), weighted("b", 1), weighted("c")], { policy }));
  const since = upstreams.readings()[0]?.targets.map(({ key, sinceMs }) => `${key} ${sinceMs}`);
  assert.deepEqual(since, ["http://a:1 -Infinity", "http://b:1 100000", "http://c:1 100000"]);
});

test("each address of a name is a target, and they follow the name", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstreams, use, asked, names, pass, addresses } = worldOf(stack);
  const group = groupOf([weighted("localhost"), weighted("192.0.2.7")], { eachAddress: true });
  use(group);
  assert.equal(asked(group, 2), "192.0.2.7 192.0.2.7", "the name is not known yet");
  await upstreams.prepare(generationOf([apiPlan({ group })]));
  assert.deepEqual(names.addressesOf("localhost").slice(0, 1), ["127.0.0.1"]);
  assert.equal(asked(group, 2).split(" ").toSorted().join(" "), "127.0.0.1 192.0.2.7");
  assert.deepEqual(
    upstreams.readings()[0]?.targets.map(({ key }) => key),
    ["http://localhost:1 127.0.0.1", "http://192.0.2.7:1 192.0.2.7"],
  );
  addresses.splice(0, 1, "127.0.0.3", "127.0.0.2", "::1");
  pass(30_000);
  await eventually(() => names.addressesOf("localhost").length === 3, "the new addresses");
  assert.equal(asked(group, 3).split(" ").toSorted().join(" "), "127.0.0.2 127.0.0.3 192.0.2.7", "of IPv4 alone");
  addresses.splice(0, 3, "::1");
  pass(30_000);
  await eventually(() => names.addressesOf("localhost").length === 1, "IPv6 alone");
  assert.equal(asked(group, 2).split(" ").toSorted().join(" "), "192.0.2.7 ::1");
});

test("targets in force are checked, a target that fails is not asked, and checks end with the generation", async () => {
  await using stack = new AsyncDisposableStack();
  const ok = stack.adopt(await startRawUpstream(answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")), (each) => each.close());
  const bad = stack.adopt(await startRawUpstream(answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")), (each) => each.close());
  const { told, use, asked, pass } = worldOf(stack);
  const health = { path: "/up?x", intervalMs: 1_000, timeoutMs: 500, healthy: 1, unhealthy: 2, status: new Set([200]) };
  const targets = [weighted("127.0.0.1", 1, ok.port), weighted("127.0.0.1", 1, bad.port)];
  const group = groupOf(targets, { health });
  use(group);
  for (const checks of [1, 2]) {
    pass(1_500);
    await bad.until(
      () => bad.received.length === checks && bad.sockets.every((socket) => socket.closed || socket.readableEnded),
      "a check",
    );
  }
  await eventually(() => told.length > 0, "the mind");
  assert.deepEqual(told, [`test http://127.0.0.1:${bad.port} unhealthy null`]);
  assert.equal(
    bad.received[0],
    `GET /up?x HTTP/1.1\r\nHost: 127.0.0.1:${bad.port}\r\nuser-agent: portcullis-health\r\naccept: */*\r\nconnection: close\r\n\r\n`,
  );
  assert.equal(new Set(asked(group, 4).split(" ")).size, 1);
  use(groupOf(targets));
  pass(1_500);
  const seen = bad.received.length;
  pass(1_500);
  assert.equal(bad.received.length, seen);
  assert.equal(told.length, 1);
});

test("names that change all the time neither hasten the checks of other targets nor cut them off", async () => {
  await using stack = new AsyncDisposableStack();
  const silent = stack.adopt(await startRawUpstream(() => {}), (each) => each.close());
  const { told, use, names, pass, addresses, upstreams } = worldOf(stack);
  const health = { path: "/", intervalMs: 600_000, timeoutMs: 100_000, healthy: 1, unhealthy: 1, status: new Set([200]) };
  const group = groupOf([weighted("localhost"), weighted("127.0.0.1", 1, silent.port)], { eachAddress: true, health });
  await upstreams.prepare(generationOf([apiPlan({ group })]));
  use(group);
  pass(1_000);
  await silent.until(() => silent.received.length === 1 && silent.received[0] !== "", "the check");
  for (let change = 2; change < 6; change++) {
    addresses.splice(0, 1, `127.0.0.${change}`);
    pass(30_001);
    await eventually(() => names.addressesOf("localhost")[0] === `127.0.0.${change}`, "the new address");
    pass(250);
  }
  const ofSilent = (): readonly string[] => told.filter((each) => each.includes(`:${silent.port} `));
  await eventually(() => ofSilent().length > 0, "the end of the check");
  assert.deepEqual(ofSilent(), [`test http://127.0.0.1:${silent.port} 127.0.0.1 unhealthy null`]);
  assert.equal(silent.received.length, 1, "one check");
});

test("a request that has nowhere else to go is not charged to the budget", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstreams, use } = worldOf(stack);
  const retries = { attempts: 1, share: 1, minPerSecond: 0, windowMs: 10_000 };
  const group = groupOf([weighted("a"), weighted("b")], { policy: { ...OFF, retries } });
  use(group);
  const lease = upstreams.lease(group, 0, "a") ?? assert.fail("a target");
  const other = upstreams.retry(group, 0, [lease.state], "a") ?? assert.fail("another");
  assert.notEqual(other.state, lease.state);
  assert.equal(upstreams.retry(group, 0, [lease.state, other.state], "a"), null);
  assert.deepEqual(
    upstreams.readings().map(({ retries: made, retriesRefused }) => [made, retriesRefused]),
    [[1, 0]],
  );
  assert.equal(upstreams.retry(group, 0, [lease.state], "a"), null);
  assert.equal(upstreams.readings()[0]?.retriesRefused, 1);
});
