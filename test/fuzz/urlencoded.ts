/** Forms: where ours accepts, URLSearchParams reads the same fields. */
import assert from "node:assert/strict";
import { decodeUrlencoded, MAX_FORM_FIELDS } from "../../src/codec/urlencoded.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "urlencoded",
  run(bytes) {
    const pairs = decodeUrlencoded(bytes);
    if ("refused" in pairs) {
      assert.ok(pairs.offset >= 0 && pairs.offset < bytes.length);
      return;
    }
    assert.ok(pairs.length <= MAX_FORM_FIELDS);
    // Why the prefix: URLSearchParams drops a `?` at the start.
    const platform = [...new URLSearchParams(`x=&${new TextDecoder().decode(bytes)}`)].slice(1);
    assert.deepEqual(
      pairs.map(({ name, value }) => [name, value]),
      platform,
    );
  },
};
