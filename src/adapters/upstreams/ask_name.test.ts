import assert from "node:assert/strict";
import dns from "node:dns";
import { isIP } from "node:net";
import { type TestContext, test } from "node:test";
import { type DnsServer, startDns } from "../../../test/support/dns_server.ts";
import { askName, type NameServices } from "./ask_name.ts";

/** `system`: what the system finds, whatever the name. */
async function before(context: TestContext, ...system: readonly string[]): Promise<{ server: DnsServer; services: NameServices }> {
  const server = await startDns();
  context.after(() => server.close());
  const resolver = new dns.promises.Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([server.address]);
  return { server, services: { resolver, system: () => Promise.resolve(system.map((address) => ({ address, family: isIP(address) }))) } };
}

test("addresses are those of the system, IPv4 first, and hold as long as DNS says of the shortest", async (context) => {
  const { server, services } = await before(context, "2001:db8::1", "192.0.2.1", "192.0.2.2");
  server.zones.set("api.test", { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ttlS: 90 });
  assert.deepEqual(await askName("api.test", services), { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ttlMs: 90_000 });
});

test("a time to live of none is a second, one of days an hour", async (context) => {
  const { server, services } = await before(context, "192.0.2.1");
  for (const [ttlS, ttlMs] of [
    [0, 1_000],
    [604_800, 3_600_000],
  ] as const) {
    server.zones.set("api.test", { addresses: ["192.0.2.1"], ttlS });
    assert.equal((await askName("api.test", services)).ttlMs, ttlMs);
  }
});

test("addresses that DNS does not know, or not all of, are the system's own and hold for half a minute", async (context) => {
  const { server, services } = await before(context, "192.0.2.1", "192.0.2.9");
  const expected = { addresses: ["192.0.2.1", "192.0.2.9"], ttlMs: 30_000 };
  assert.deepEqual(await askName("api.test", services), expected);
  server.zones.set("api.test", { addresses: ["192.0.2.1"], ttlS: 5 });
  assert.deepEqual(await askName("api.test", services), expected);
  server.broken = true;
  assert.deepEqual(await askName("api.test", services), expected);
});

test("DNS is not asked for names that mean something else to it", async (context) => {
  const { server, services } = await before(context, "192.0.2.1");
  for (const name of ["localhost", "api.localhost", "shop"]) assert.equal((await askName(name, services)).ttlMs, 30_000, name);
  assert.equal(server.asked, 0);
});

test("what the system does not know has no address, whatever DNS says", async (context) => {
  const { server, services } = await before(context);
  server.zones.set("api.test", { addresses: ["192.0.2.1"], ttlS: 5 });
  await assert.rejects(askName("api.test", services), /no address/u);
  await assert.rejects(askName("api.test", { ...services, system: () => Promise.reject(new Error("unknown")) }), /unknown/u);
});
