import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "./config.ts";

const apis = [{ openapi: "a.yaml", upstream: "http://127.0.0.1:3000" }];

test("what is not written has a safe default: loopback, a store, enforced, refusing on error", () => {
  const read = config.parse({ version: 1, apis });
  assert.deepEqual(read.listen[0].address, { host: "127.0.0.1", port: 8080 });
  assert.deepEqual(read.admin?.address, { host: "127.0.0.1", port: 9090 });
  assert.equal(read.store?.retentionMs, 7 * 86_400_000);
  assert.deepEqual([read.modes, read.onError, read.trustedProxies, read.capture], [{}, {}, [], null]);
});

test("`off` is null for what can be off", () => {
  const read = config.parse({ version: 1, apis, admin: "off", store: "off" });
  assert.deepEqual([read.admin, read.store], [null, null]);
});

test("what can't be meant is an issue at its place", () => {
  const rows: readonly (readonly [written: object, path: string])[] = [
    [{ version: 2, apis }, "version"],
    [{ version: 1, apis: [] }, "apis"],
    [{ version: 1, apis, trusted_proxies: ["10.0.0.0/33"] }, "trusted_proxies.0"],
    [{ version: 1, apis, modes: { ip: "on" } }, "modes.ip"],
    [{ version: 1, apis, on_error: { ip: true } }, "on_error.ip"],
    [{ version: 1, apis, colour: "red" }, ""],
  ];
  for (const [written, path] of rows)
    assert.equal(config.safeParse(written).error?.issues[0]?.path.join("."), path, JSON.stringify(written));
  assert.equal(rows.length, 6);
});

test("only guards that run before the API is known are configured at the top", () => {
  assert.deepEqual([...config.parse({ version: 1, apis, ip: { deny: ["192.0.2.0/24"] } }).features.keys()].includes("ip"), true);
  assert.equal(config.safeParse({ version: 1, apis, concurrency: { per: "api", max: 1 } }).success, false);
});
