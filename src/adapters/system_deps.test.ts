import assert from "node:assert/strict";
import { test } from "node:test";
import { SYSTEM_DEPS } from "./system_deps.ts";

test("the hash is SHA-256 in base64url, the same for text and its bytes", () => {
  // FIPS 180-2, appendix B.1: SHA-256 of "abc".
  const expected = Buffer.from("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "hex").toString("base64url");
  assert.equal(SYSTEM_DEPS.hash.sha256("abc"), expected);
  assert.equal(SYSTEM_DEPS.hash.sha256(Buffer.from("abc")), expected);
});

test("time goes on and randomness has the length asked for", () => {
  assert.ok(SYSTEM_DEPS.clock.monotonicMs() <= SYSTEM_DEPS.clock.monotonicMs());
  assert.equal(SYSTEM_DEPS.random.bytes(16).length, 16);
});
