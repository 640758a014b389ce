import assert from "node:assert/strict";
import { test } from "node:test";
import { keySet, testKey } from "../../test/support/tokens.ts";
import { NODE_SIGNATURES } from "../adapters/token_crypto.ts";
import { findAlgorithm, type JwsAlgorithm } from "./algorithms.ts";
import { MAX_KEYS, parseKeySet, selectKey } from "./key_set.ts";

const rsa = testKey("rsa").jwk;
const ec = testKey("P-256").jwk;
const row = (name: string): JwsAlgorithm => {
  const found = findAlgorithm(name);
  assert.ok(found);
  return found;
};
const sha = (text: string): string => text;

test("a key is found by its id and algorithm, without id where only one fits", () => {
  const set = keySet(rsa, ec);
  assert.equal(selectKey(set, "rsa", row("RS256")).kind, "found");
  assert.equal(selectKey(set, null, row("ES256")).kind, "found");
  assert.equal(selectKey(set, null, row("ES384")).kind, "unknown");
  assert.equal(selectKey(set, "other", row("RS256")).kind, "unknown");
  assert.equal(selectKey(set, "rsa", row("ES256")).kind, "unfit");
});

test("two different keys of one id are ambiguous for the same algorithm only, and one key published twice is one", () => {
  const other = { ...testKey("P-256", "other").jwk, kid: "P-256" };
  assert.equal(selectKey(keySet(ec, other), "P-256", row("ES256")).kind, "ambiguous");
  assert.equal(selectKey(keySet(ec, { ...rsa, kid: "P-256" }), "P-256", row("ES256")).kind, "found");
  assert.equal(selectKey(keySet(ec, ec), "P-256", row("ES256")).kind, "found");
});

test("a key that was left out is unfit with its reason, not unknown", () => {
  const set = keySet(rsa, { ...ec, use: "enc" });
  assert.deepEqual(selectKey(set, "P-256", row("ES256")), { kind: "unfit", reason: "`use` is not `sig`" });
});

test("a point that is not on its curve is no key", () => {
  const moved = { ...ec, x: ec["y"] ?? "", y: ec["x"] ?? "" };
  assert.deepEqual([...keySet(rsa, moved).refused], [["P-256", "the numbers are no key of that type"]]);
});

test("what is no JWK Set, too large, or without a usable key is refused as a whole", () => {
  const rows = [
    null,
    [],
    {},
    { keys: {} },
    { keys: [] },
    { keys: [{ kty: "oct", k: "AQ" }] },
    { keys: Array<null>(MAX_KEYS + 1).fill(null) },
  ];
  for (const value of rows) assert.equal(parseKeySet(value, NODE_SIGNATURES, sha).ok, false);
  assert.equal(rows.length, 7);
});
