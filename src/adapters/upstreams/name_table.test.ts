import assert from "node:assert/strict";
import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { type TestContext, test } from "node:test";
import { type DnsServer, startDns } from "../../../test/support/dns_server.ts";
import { eventually } from "../../../test/support/edge.ts";
import { LAST_GOOD_MS, NameTable } from "./name_table.ts";

interface World {
  readonly server: DnsServer;
  readonly table: NameTable;
  readonly told: string[];
  nowMs: number;
}

async function before(context: TestContext): Promise<World> {
  const server = await startDns();
  context.after(() => server.close());
  const resolver = new dns.promises.Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([server.address]);
  const told: string[] = [];
  const events = {
    onChange: (name: string, addresses: readonly string[]) => void told.push(`${name} = ${addresses.join(" ")}`),
    onStatus: (name: string, failure: string | null) => void told.push(`${name} ${failure === null ? "ok" : "fails"}`),
  };
  // A system that asks the same server, and nobody else.
  const system = async (name: string): Promise<readonly dns.LookupAddress[]> => {
    const none = (): readonly string[] => [];
    const v4 = await resolver.resolve4(name);
    const v6 = await resolver.resolve6(name).catch(none);
    return [...v4, ...v6].map((address) => ({ address, family: isIP(address) }));
  };
  const table: NameTable = new NameTable(() => world.nowMs, events, { resolver, system });
  const world: World = { server, table, told, nowMs: 0 };
  server.zones.set("api.test", { addresses: ["192.0.2.1", "192.0.2.2"], ttlS: 60 });
  await table.keep(new Set(["api.test"]));
  return world;
}

function addressesOf(table: NameTable, name: string, options: dns.LookupOptions = { all: true }): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const lookup: LookupFunction = table.lookup;
    lookup(name, options, (error, address) => {
      if (error !== null) reject(error);
      else resolve(typeof address === "string" ? [address] : address.map((each) => each.address));
    });
  });
}

test("a name is asked for again when its time is over, and not before", async (context) => {
  const world = await before(context);
  assert.deepEqual(world.told, ["api.test = 192.0.2.1 192.0.2.2"]);
  const { asked } = world.server;
  world.server.zones.set("api.test", { addresses: ["192.0.2.3"], ttlS: 60 });
  world.nowMs = 59_999;
  world.table.onDeadline(world.nowMs);
  assert.equal(world.server.asked, asked);
  world.nowMs = 60_000;
  world.table.onDeadline(world.nowMs);
  await eventually(() => world.told.length === 2, "the change");
  assert.deepEqual([world.told[1], world.table.addressesOf("api.test")], ["api.test = 192.0.2.3", ["192.0.2.3"]]);
});

test("another order of the same addresses is no change", async (context) => {
  const world = await before(context);
  world.server.zones.set("api.test", { addresses: ["192.0.2.2", "192.0.2.1"], ttlS: 60 });
  world.nowMs = 60_000;
  world.table.onDeadline(world.nowMs);
  await eventually(() => world.table.addressesOf("api.test")[0] === "192.0.2.2", "the answer");
  assert.equal(world.told.length, 1);
});

test("while DNS fails the last addresses hold, that is told once, and after an hour they are none", async (context) => {
  const world = await before(context);
  world.server.broken = true;
  world.nowMs = 60_000;
  for (const failures of [1, 2]) {
    world.table.onDeadline(world.nowMs);
    await eventually(() => world.table.failures === failures, "the failure");
    assert.deepEqual(await addressesOf(world.table, "api.test"), failures === 1 ? ["192.0.2.1", "192.0.2.2"] : ["192.0.2.2", "192.0.2.1"]);
    world.nowMs += 5_000;
  }
  assert.deepEqual(world.told.slice(1), ["api.test fails"]);
  world.nowMs = 60_000 + LAST_GOOD_MS;
  world.table.onDeadline(world.nowMs);
  await eventually(() => world.table.failures === 3, "the third failure");
  assert.deepEqual(world.told.slice(2), ["api.test = "]);
  await assert.rejects(addressesOf(world.table, "api.test"), /are not known/u);
  world.server.broken = false;
  assert.deepEqual(await addressesOf(world.table, "api.test"), ["192.0.2.1", "192.0.2.2"], "a connection asks at once");
  assert.deepEqual(world.told.slice(3), ["api.test ok", "api.test = 192.0.2.1 192.0.2.2"]);
});

test("connections get another address first each time, and of one kind where they ask for that", async (context) => {
  const world = await before(context);
  world.server.zones.set("dual.test", { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ttlS: 60 });
  await world.table.keep(new Set(["dual.test"]));
  assert.deepEqual(await addressesOf(world.table, "dual.test"), ["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
  assert.deepEqual(await addressesOf(world.table, "dual.test"), ["192.0.2.2", "192.0.2.1", "2001:db8::1"]);
  assert.deepEqual(await addressesOf(world.table, "dual.test", { family: 6 }), ["2001:db8::1"]);
  await assert.rejects(addressesOf(world.table, "api.test", { family: 6 }), /no address of that kind/u);
});

test("names that nobody has any more are forgotten, but can still be looked up", async (context) => {
  const world = await before(context);
  await world.table.keep(new Set());
  assert.deepEqual(world.table.addressesOf("api.test"), []);
  const { asked } = world.server;
  world.nowMs = 100_000;
  world.table.onDeadline(world.nowMs);
  assert.equal(world.server.asked, asked);
  assert.deepEqual(await addressesOf(world.table, "api.test"), ["192.0.2.1", "192.0.2.2"]);
  await assert.rejects(addressesOf(world.table, "unknown.test"));
});
