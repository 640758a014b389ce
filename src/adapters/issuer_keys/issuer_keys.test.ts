import assert from "node:assert/strict";
import { test } from "node:test";
import { guardServices, type TestServices } from "../../../test/support/guard_services.ts";
import { keySet, testKey } from "../../../test/support/tokens.ts";
import { findAlgorithm, type JwsAlgorithm } from "../../token/algorithms.ts";
import type { KeySet } from "../../token/key_set.ts";
import type { KeyLookup } from "../../token/key_source.ts";
import { IssuerKeys, MIN_INTERVAL_MS, REFRESH_MS, USABLE_MS } from "./issuer_keys.ts";
import type { LoadedKeys } from "./load_keys.ts";

const found = findAlgorithm("ES256");
assert.ok(found !== null);
const es256: JwsAlgorithm = found;
const first = keySet(testKey("P-256", "first").jwk);
const second = keySet(testKey("P-256", "first").jwk, testKey("P-256", "second").jwk);

interface Play {
  readonly keys: IssuerKeys;
  readonly services: TestServices;
  readonly loads: () => number;
  /** What the issuer publishes; null: it is down. */
  publish(set: KeySet | null): void;
  find(keyId: string): Promise<string>;
  isWaiting(keyId: string): boolean;
}

function play(): Play {
  const services = guardServices();
  let published: KeySet | null = first;
  let loads = 0;
  const load = (): Promise<LoadedKeys> => {
    loads++;
    return Promise.resolve(published === null ? { ok: false, reason: "down" } : { ok: true, keys: published });
  };
  const keys = new IssuerKeys({ issuer: "https://idp.example", clock: services.clock, load });
  const toText = (lookup: KeyLookup): string => lookup.kind;
  return {
    keys,
    services,
    loads: () => loads,
    publish: (set) => {
      published = set;
    },
    find: async (keyId) => toText(await keys.find(keyId, es256)),
    isWaiting: (keyId) => keys.find(keyId, es256) instanceof Promise,
  };
}

test("the first request waits for the keys, further ones do not", async () => {
  const p = play();
  assert.ok(p.isWaiting("first"));
  assert.equal(await p.find("first"), "found");
  assert.ok(!p.isWaiting("first"));
  assert.equal(p.loads(), 1);
});

test("many at once cause one fetch", async () => {
  const p = play();
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 100 }, () => p.find("first")))), new Set(["found"]));
  assert.equal(p.loads(), 1);
});

test("a new key is found by one more fetch", async () => {
  const p = play();
  await p.find("first");
  p.publish(second);
  p.services.advance(MIN_INTERVAL_MS);
  assert.equal(await p.find("second"), "found");
  assert.equal(p.loads(), 2);
});

test("a flood of unknown key ids causes one fetch in ten seconds, and known keys do not wait for it", async () => {
  const p = play();
  await p.find("first");
  for (let second = 0; second < 100; second++) {
    p.services.advance(1_000);
    for (let index = 0; index < 10; index++) assert.equal(await p.find(`made up ${second} ${index}`), "unknown");
    assert.ok(!p.isWaiting("first"));
  }
  assert.equal(p.loads(), 11);
});

test("old keys are used while they are fetched again", async () => {
  const p = play();
  await p.find("first");
  p.publish(second);
  p.services.advance(REFRESH_MS + 1);
  assert.ok(!p.isWaiting("first"));
  assert.ok(!p.isWaiting("first"), "and one fetch is enough");
  await p.keys.refresh();
  assert.ok(!p.isWaiting("second"));
  assert.equal(p.loads(), 2);
});

test("a withdrawn key is gone with the next fetch", async () => {
  const p = play();
  await p.find("first");
  p.publish(keySet(testKey("P-256", "second").jwk));
  p.services.advance(REFRESH_MS + 1);
  await p.keys.refresh();
  assert.equal(await p.find("first"), "unknown");
});

test("with the issuer down, known keys verify for a bounded time, and unknown ones are no verdict", async () => {
  const p = play();
  await p.find("first");
  p.publish(null);
  p.services.advance(USABLE_MS);
  assert.ok(!p.isWaiting("first"));
  assert.equal(await p.find("first"), "found");
  assert.equal(await p.find("new"), "unavailable");
  p.services.advance(1);
  assert.equal(await p.find("first"), "unavailable");
  p.publish(first);
  p.services.advance(MIN_INTERVAL_MS);
  assert.equal(await p.find("first"), "found");
});

test("an issuer that is down is asked ever less often, up to the bound, and says when to come back", async () => {
  const p = play();
  p.publish(null);
  for (let second = 0; second < 60; second++) {
    assert.equal(await p.find("first"), "unavailable");
    p.services.advance(1_000);
  }
  // At 0, 1, 3, 7, 15, 25, 35, 45 and 55 seconds.
  assert.equal(p.loads(), 9);
  const lookup = await p.keys.find("first", es256);
  assert.ok(lookup.kind === "unavailable" && lookup.retryAfterS >= 1 && lookup.retryAfterS <= 10);
});

test("the state says whether tokens can be verified, and why not", async () => {
  const p = play();
  assert.deepEqual(p.keys.status(), {
    issuer: "https://idp.example",
    usable: false,
    keys: 0,
    refused: new Map(),
    ageMs: null,
    failure: null,
  });
  await p.keys.refresh();
  p.publish(null);
  p.services.advance(5_000);
  await p.keys.refresh();
  const { usable, keys, ageMs, failure } = p.keys.status();
  assert.deepEqual([usable, keys, ageMs, failure], [true, 1, 5_000, "down"]);
});

test("a loader that breaks its word and rejects is a failure like another", async () => {
  const keys = new IssuerKeys({ issuer: "i", clock: guardServices().clock, load: () => Promise.reject(new Error("bug")) });
  assert.equal((await keys.find("k", es256)).kind, "unavailable");
  assert.equal(keys.status().failure, "bug");
});
