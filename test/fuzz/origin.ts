/** Origins: what is accepted is the origin that a URL reader sees. */
import assert from "node:assert/strict";
import { toHostText } from "../../src/message/host.ts";
import { isSameOrigin, parseOrigin } from "../../src/message/origin.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "origin",
  run(bytes) {
    const text = latin1Text(bytes);
    for (const candidate of [text, `https://${text}`]) {
      const origin = parseOrigin(candidate);
      if (origin === null) continue;
      const seen = new URL(`${origin.scheme}://${toHostText(origin.host)}`).origin;
      const again = parseOrigin(seen);
      assert.ok(again !== null && isSameOrigin(again, origin));
      assert.equal(new URL(candidate).origin, seen);
    }
  },
};
