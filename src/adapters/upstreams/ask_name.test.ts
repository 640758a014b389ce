import assert from "node:assert/strict";
import dns from "node:dns";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type DnsServer, startDns } from "../../../test/support/dns_server.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { askName, hostsNames, type NameServices } from "./ask_name.ts";

async function before(
  context: TestContext,
  system: readonly dns.LookupAddress[] | null = null,
): Promise<{ server: DnsServer; services: NameServices }> {
  const server = await startDns();
  context.after(() => server.close());
  const resolver = new dns.promises.Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([server.address]);
  const hostsFile = join(temporaryFolder(context), "hosts");
  writeFileSync(hostsFile, "127.0.0.1 localhost\n192.0.2.9\tPinned.test alias.test # the old one.test\n#192.0.2.8 off.test\n");
  const services = {
    resolver,
    hostsFile,
    system: () => (system === null ? Promise.reject(new Error("the system knows no such name")) : Promise.resolve(system)),
  };
  return { server, services };
}

test("addresses of both kinds come from DNS with the shortest of their times to live", async (context) => {
  const { server, services } = await before(context);
  server.zones.set("api.test", { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ttlS: 90 });
  assert.deepEqual(await askName("api.test", services), { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ttlMs: 90_000 });
});

test("a time to live of none is a second, one of days an hour", async (context) => {
  const { server, services } = await before(context);
  for (const [ttlS, ttlMs] of [
    [0, 1_000],
    [604_800, 3_600_000],
  ] as const) {
    server.zones.set("api.test", { addresses: ["192.0.2.1"], ttlS });
    assert.equal((await askName("api.test", services)).ttlMs, ttlMs);
  }
});

test("a name of the hosts file, and one below `localhost`, is never asked of DNS", async (context) => {
  const { server, services } = await before(context, [{ address: "192.0.2.9", family: 4 }]);
  for (const name of ["pinned.test", "alias.test", "localhost", "api.localhost"]) {
    server.zones.set(name, { addresses: ["192.0.2.66"], ttlS: 1 });
    assert.deepEqual(await askName(name, services), { addresses: ["192.0.2.9"], ttlMs: 30_000 }, name);
  }
  assert.equal(server.asked, 0);
});

test("what DNS does not know, or can't say, is asked of the system; what nobody knows is an error", async (context) => {
  const known = [
    { address: "::1", family: 6 },
    { address: "192.0.2.7", family: 4 },
  ];
  const { server, services } = await before(context, known);
  assert.deepEqual((await askName("short", services)).addresses, ["192.0.2.7", "::1"]);
  server.broken = true;
  assert.deepEqual((await askName("short", services)).addresses, ["192.0.2.7", "::1"]);
  await assert.rejects(askName("short", { ...services, system: () => Promise.reject(new Error("unknown")) }), /unknown/u);
  await assert.rejects(askName("short", { ...services, system: () => Promise.resolve([]) }), /no address/u);
});

test("names of a hosts file stand after its addresses, comments are none", () => {
  assert.deepEqual([...hostsNames("127.0.0.1 a B\n\n# c d\n::1\te #f\n192.0.2.1")], ["a", "b", "e"]);
});
