import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { API_KEY_LENGTH, API_KEY_PREFIX, generateApiKey, holdsApiKey, parseApiKey } from "./api_key.ts";

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

test("a key has the prefix, its id, 32 random bytes and a checksum, and is recognised", () => {
  for (let round = 0; round < 50; round++) {
    const { id, key } = generateApiKey(random);
    assert.match(key, /^pc_[a-z2-7]{10}_[A-Za-z0-9_-]{49}$/u);
    assert.equal(key.length, API_KEY_LENGTH);
    assert.equal(parseApiKey(key), id);
  }
});

test("any one character changed is no key", () => {
  const { key } = generateApiKey(random);
  for (let at = 0; at < key.length; at++) {
    const other = key.charAt(at) === "a" ? "b" : "a";
    assert.equal(parseApiKey(key.slice(0, at) + other + key.slice(at + 1)), null, `at ${at}`);
  }
});

test("any other text is no key, whatever it is", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(parseApiKey(text), null)));
  fc.assert(
    fc.property(fc.string({ minLength: API_KEY_LENGTH - 3, maxLength: API_KEY_LENGTH - 3 }), (text) =>
      assert.equal(parseApiKey(API_KEY_PREFIX + text), null),
    ),
  );
});

test("every secret is new", () => {
  const keys = new Set(Array.from({ length: 100 }, () => generateApiKey(random).key));
  assert.equal(keys.size, 100);
});

test("a key is found wherever it stands in a text", () => {
  const { key } = generateApiKey(random);
  for (const text of [key, `Bearer ${key}`, `pc_pc_${key}pc_`, `a=${key};`]) assert.equal(holdsApiKey(text), true, text);
  for (const text of ["", "pc_", key.slice(1), key.slice(0, -1), `${key.slice(0, 20)} ${key.slice(20)}`])
    assert.equal(holdsApiKey(text), false, text);
});
