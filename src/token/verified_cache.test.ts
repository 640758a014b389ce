import assert from "node:assert/strict";
import { test } from "node:test";
import { VerifiedCache } from "./verified_cache.ts";

const content = { header: { algorithm: "RS256", keyId: null, type: null }, claims: { sub: "alice", roles: ["a"] } };

test("a verified token is kept with the key that verified it, its claims frozen", () => {
  const cache = new VerifiedCache();
  cache.keep("digest", 100, structuredClone(content), "thumb");
  const found = cache.find("digest", 100);
  assert.equal(found?.thumbprint, "thumb");
  assert.ok(Object.isFrozen(found?.claims) && Object.isFrozen(found?.claims["roles"]));
  assert.equal(cache.find("other", 100), undefined);
});

test("a refusal holds for the key it was made with only", () => {
  const cache = new VerifiedCache();
  cache.refuse("digest", "thumb");
  assert.ok(cache.wasRefused("digest", "thumb"));
  assert.ok(!cache.wasRefused("digest", "another"));
  assert.equal(cache.find("digest", 1), undefined);
});

test("floods of good and of bad tokens are bounded, each apart", () => {
  const cache = new VerifiedCache(10, 10);
  cache.keep("mine", 1, content, "thumb");
  for (let index = 0; index < 1_000; index++) cache.refuse(`bad${index}`, "thumb");
  assert.ok(cache.size <= 11);
  assert.notEqual(cache.find("mine", 1), undefined, "bad tokens displace no good one");
  for (let index = 0; index < 1_000; index++) cache.keep(`good${index}`, 8_000, content, "thumb");
  assert.ok(cache.size <= 20);
});
