import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import type { ApiPlan } from "./plan.ts";

const URL_A = "http://a.test:3000";
const URL_B = "https://b.test/v1";

async function apiOf(upstream: unknown): Promise<ApiPlan> {
  const { generation } = await testGeneration({ apis: [{ name: "shop", public: true, upstream }] });
  return generation?.apis[0] ?? assert.fail("it did not compile");
}

test("one target that nobody watches is no group, so that nothing is chosen per request", async () => {
  for (const upstream of [
    URL_A,
    { url: URL_A },
    { url: URL_A, breaker: "off", ejection: "off", retries: "off" },
    { targets: [{ url: URL_A }] },
  ])
    assert.equal((await apiOf(upstream)).group, null, JSON.stringify(upstream));
});

test("several targets, each address, checks or a breaker make a group; ejection and retries are on where there are several", async () => {
  const rows = [
    [{ targets: [{ url: URL_A }, { url: URL_B, weight: 2 }] }, "ejection retries"],
    [{ targets: [{ url: URL_A }, { url: URL_B }], ejection: "off" }, "retries"],
    [{ targets: [{ url: URL_A }, { url: URL_B }], retries: "off", breaker: {} }, "ejection breaker"],
    [{ url: URL_A, addresses: "each" }, "ejection retries"],
    [{ url: URL_A, breaker: {} }, "breaker"],
    [{ url: URL_A, health: { path: "/" } }, ""],
  ] as const;
  for (const [upstream, on] of rows) {
    const { policy } = (await apiOf(upstream)).group ?? assert.fail(JSON.stringify(upstream));
    const names = (["ejection", "retries", "breaker"] as const).filter((name) => policy[name] !== null);
    assert.deepEqual(names.toSorted(), on.split(" ").filter(Boolean).toSorted(), JSON.stringify(upstream));
  }
  assert.equal(rows.length, 6);
});

test("every target has its own host, path and weight, and the group the API's name", async () => {
  const { group, upstream } = await apiOf({
    targets: [{ url: URL_A }, { url: URL_B, weight: 0 }],
    balance: "consistent_hash",
    hash_by: "header:A",
  });
  assert.ok(group !== null);
  assert.equal(group.id, "shop");
  assert.deepEqual(
    group.targets.map(({ target, weight }) => [target.scheme, target.authority, target.port, target.basePath, weight]),
    [
      ["http", "a.test:3000", 3000, "", 1],
      ["https", "b.test", 443, "/v1", 0],
    ],
  );
  assert.equal(upstream, group.targets[0]?.target);
  assert.deepEqual([group.hashBy, group.policy.balance], [{ kind: "header", name: "a" }, "consistent_hash"]);
});

test("what TLS asks for keeps connections apart", async () => {
  const idOf = async (tls: object): Promise<string> => (await apiOf({ url: URL_B, tls })).upstream.id;
  const plain = await idOf({});
  assert.equal(await idOf({ min_version: "1.2" }), plain);
  const pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  for (const tls of [{ min_version: "1.3" }, { server_name: "c.test" }, { pins: [pin] }]) assert.notEqual(await idOf(tls), plain);
});
