import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./api_options.ts";
import { readConfig } from "./read_config.ts";

const URL_A = "http://a.test:3000";
const URL_B = "http://b.test:3000";
const TWO = [{ url: URL_A }, { url: URL_B, weight: 3 }];
const PIN = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

const parse = (upstream: object) => api.parse({ openapi: "a.yaml", upstream }).upstream;

test("several targets have weights, and what is done about failures is as written", () => {
  const options = parse({
    targets: TWO,
    balance: "consistent_hash",
    hash_by: "header:X-Tenant",
    health: { path: "/healthz", interval: "2s", status: [200, 204] },
    ejection: { failures: 2, time: "1m", max_time: "1s" },
    breaker: { probes: 1 },
    retries: { share: 0.1 },
    slow_start: "30s",
  });
  assert.deepEqual(
    options.targets.map(({ url, weight }) => [url.href, weight]),
    [
      [`${URL_A}/`, 1],
      [`${URL_B}/`, 3],
    ],
  );
  assert.deepEqual([options.balance, options.hashBy, options.slowStartMs], ["consistent_hash", "header:x-tenant", 30_000]);
  assert.deepEqual(options.health, { path: "/healthz", intervalMs: 2_000, timeoutMs: 2_000, healthy: 2, unhealthy: 3, status: [200, 204] });
  assert.deepEqual([options.ejection?.timeMs, options.ejection?.maxTimeMs], [60_000, 60_000], "the longest is never below the first");
  assert.deepEqual(options.breaker, { share: 0.5, requests: 20, windowMs: 10_000, openMs: 5_000, probes: 1 });
  assert.deepEqual(options.retries, { attempts: 1, share: 0.1, minPerSecond: 3, windowMs: 10_000 });
});

test("what is switched off is told apart from what nothing is said of", () => {
  assert.deepEqual([parse({ targets: TWO }).ejection, parse({ targets: TWO }).retries], [undefined, undefined]);
  const off = parse({ targets: TWO, ejection: "off", retries: "off", breaker: "off" });
  assert.deepEqual([off.ejection, off.retries, off.breaker], [null, null, null]);
  assert.deepEqual([off.failureStatus, parse({ targets: TWO, failure_status: [] }).failureStatus], [[502, 503, 504], []]);
});

test("what TLS asks of an upstream is kept, pins as the bare digest", () => {
  const { tls } = parse({
    url: "https://a.test",
    tls: { server_name: "internal.test", pins: [PIN], cert: "c.pem", key: "k.pem", min_version: "1.3" },
  });
  const pins = [PIN.slice("sha256/".length)];
  assert.deepEqual(tls, { serverName: "internal.test", pins, certFile: "c.pem", keyFile: "k.pem", minVersion: "TLSv1.3" });
});

test("what can't be meant is an issue at its place", () => {
  const https = "https://a.test";
  const rows: readonly (readonly [upstream: object, path: string, message: RegExp])[] = [
    [{}, "", /either a `url` or `targets/u],
    [{ url: URL_A, targets: TWO }, "", /either a `url` or `targets/u],
    [{ targets: [] }, "targets", /./u],
    [{ targets: [{ url: URL_A }, { url: `${URL_A}/` }] }, "targets.1.url", /stands there twice/u],
    [{ targets: [{ url: `${URL_A}/v1` }, { url: `${URL_A}/v1/` }] }, "targets.1.url", /stands there twice/u],
    [{ targets: [{ url: URL_A, weight: 0 }] }, "targets", /`weight` above 0/u],
    [{ targets: [{ url: URL_A, weight: 1.5 }] }, "targets.0.weight", /./u],
    [{ targets: [{ url: "http://u:p@a" }] }, "targets.0.url", /credentials/u],
    [{ url: URL_A, balance: "least_outstanding" }, "balance", /needs several `targets`/u],
    [{ url: URL_A, retries: {} }, "retries", /needs several `targets`/u],
    [{ url: URL_A, ejection: {} }, "ejection", /needs several `targets`/u],
    [{ url: URL_A, slow_start: "1s" }, "slow_start", /needs several `targets`/u],
    [{ url: URL_A, failure_status: [503] }, "failure_status", /needs a `breaker`/u],
    [{ targets: TWO, failure_status: [200] }, "failure_status.0", /./u],
    [{ targets: TWO, hash_by: "client" }, "hash_by", /needs `balance: consistent_hash`/u],
    [{ targets: TWO, balance: "consistent_hash", hash_by: "header:" }, "hash_by", /`header:NAME`/u],
    [{ targets: TWO, balance: "consistent_hash", hash_by: "cookie" }, "hash_by", /`header:NAME`/u],
    [{ url: URL_A, health: { path: "healthz" } }, "health.path", /starts with `\/`/u],
    [{ url: URL_A, health: { path: "/a b" } }, "health.path", /blanks/u],
    [{ url: URL_A, health: { path: "/", interval: "1ms" } }, "health.interval", /from 100ms to 1h/u],
    [{ url: URL_A, health: {} }, "health.path", /./u],
    [{ url: URL_A, breaker: { share: 0 } }, "breaker.share", /./u],
    [{ url: URL_A, breaker: { window: "30d" } }, "breaker.window", /from 1s to 1h/u],
    [{ url: URL_A, tls: {} }, "tls", /needs an `https:\/\/` URL/u],
    [{ url: https, tls: { cert: "c.pem" } }, "tls.cert", /belong together/u],
    [{ url: https, tls: { key: "k.pem" } }, "tls.key", /belong together/u],
    [{ url: https, tls: { pins: ["sha256/AAAA"] } }, "tls.pins.0", /44 characters/u],
    [{ url: https, tls: { pins: [PIN.slice(7)] } }, "tls.pins.0", /`sha256\/`/u],
    [{ url: https, tls: { server_name: "10.0.0.1" } }, "tls.server_name", /host name/u],
    [{ url: https, tls: { server_name: "a.test:443" } }, "tls.server_name", /host name/u],
    [{ url: https, tls: { min_version: "1.1" } }, "tls.min_version", /./u],
    [{ url: URL_A, hedging: true }, "hedging", /hedging/u],
  ];
  for (const [upstream, path, message] of rows) {
    const written = { routes: "any", public: true, upstream };
    const parsed = readConfig("portcullis.yaml", Buffer.from(JSON.stringify({ version: 1, apis: [written] })));
    assert.equal(parsed.issues.length, 1, JSON.stringify([upstream, parsed.issues]));
    const [issue] = parsed.issues;
    assert.equal(issue?.pointer, `/apis/0/upstream${path === "" ? "" : `/${path.replaceAll(".", "/")}`}`, JSON.stringify(upstream));
    assert.match(issue.message, message);
  }
  assert.equal(rows.length, 32);
});
