/** UTF-8: agrees with the platform's fatal decoder on every input. */
import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { decodeUtf8, utf8ErrorAt } from "../../src/codec/utf8.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "utf8",
  run(bytes) {
    const at = utf8ErrorAt(bytes);
    assert.equal(at < 0, isUtf8(bytes));
    const text = decodeUtf8(bytes);
    if (at < 0) assert.deepEqual(new TextEncoder().encode(text ?? ""), Uint8Array.from(bytes));
    else {
      assert.equal(text, null);
      assert.ok(isUtf8(bytes.subarray(0, at)), "all before the place is well-formed");
    }
  },
};
