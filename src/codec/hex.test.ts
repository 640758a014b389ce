import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "./hex.ts";

test("each byte is two lower-case digits", () => {
  assert.equal(toHex(new Uint8Array([0, 1, 0xab, 0xff])), "0001abff");
  assert.equal(toHex(new Uint8Array()), "");
});
