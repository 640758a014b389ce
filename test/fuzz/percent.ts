/** Percent-decoding: agrees with the platform's decoder wherever ours accepts, and what the platform encodes decodes to itself. */
import assert from "node:assert/strict";
import { decodePercent } from "../../src/codec/percent.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

function platform(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export const target: FuzzTarget = {
  name: "percent",
  run(bytes) {
    const text = latin1Text(bytes);
    const decoded = decodePercent(text);
    if (typeof decoded !== "string") {
      assert.ok(decoded.offset >= 0 && decoded.offset < text.length);
      if (decoded.refused !== "ascii") assert.equal(platform(text), null);
      return;
    }
    assert.equal(decoded, platform(text));
    assert.equal(decodePercent(encodeURIComponent(decoded)), decoded);
  },
};
