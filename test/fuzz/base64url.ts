/** base64url: what decodes has exactly one spelling, and every byte sequence has one. */
import assert from "node:assert/strict";
import { decodeBase64url, encodeBase64url } from "../../src/codec/base64url.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "base64url",
  run(bytes) {
    const text = latin1Text(bytes);
    const decoded = decodeBase64url(text);
    if (decoded !== null) assert.equal(encodeBase64url(decoded), text);
    const encoded = encodeBase64url(bytes);
    assert.equal(encoded, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(decodeBase64url(encoded), Uint8Array.from(bytes));
  },
};
