import assert from "node:assert/strict";
import { test } from "node:test";
import { newMaskingKey, sha1 } from "./masking_keys.ts";

test("keys are four bytes and differ, beyond one filling of the pool", () => {
  const keys = new Set(Array.from({ length: 5_000 }, () => Buffer.from(newMaskingKey()).toString("hex")));
  assert.ok([...keys].every((key) => key.length === 8));
  // Of 5,000 random values of 32 bits hardly any two are equal.
  assert.ok(keys.size > 4_990, `${keys.size} different keys`);
});

test("the example of RFC 6455 section 1.3", () => {
  assert.equal(sha1("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});
