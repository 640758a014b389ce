/** Origins: what is accepted is, written canonically, the origin that a URL reader sees. */
import assert from "node:assert/strict";
import { isSameOrigin, parseOrigin, toOriginText } from "../../src/message/origin.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "origin",
  run(bytes) {
    const text = latin1Text(bytes);
    for (const candidate of [text, `https://${text}`]) {
      const origin = parseOrigin(candidate);
      if (origin === null) continue;
      const canonical = toOriginText(origin);
      const again = parseOrigin(canonical);
      assert.ok(again !== null && isSameOrigin(again, origin));
      assert.equal(toOriginText(again), canonical);
      assert.equal(new URL(canonical).origin, canonical);
    }
  },
};
