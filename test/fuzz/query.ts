/** The query: agrees with URLSearchParams wherever ours accepts, and its raw slices put together are the query. */
import assert from "node:assert/strict";
import { decodeQuery, MAX_QUERY_PAIRS } from "../../src/codec/query.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "query",
  run(bytes) {
    const raw = latin1Text(bytes);
    const pairs = decodeQuery(raw);
    if ("refused" in pairs) {
      assert.ok(pairs.offset >= 0 && pairs.offset < raw.length);
      return;
    }
    assert.ok(pairs.length <= MAX_QUERY_PAIRS);
    // Why the prefix: URLSearchParams drops a `?` at the start.
    const platform = [...new URLSearchParams(`x=&${raw}`)].slice(1);
    assert.deepEqual(
      pairs.map(({ name, value }) => [name, value]),
      platform,
    );
    const joined = pairs.map(({ rawName, rawValue }) => (rawValue === null ? rawName : `${rawName}=${rawValue}`)).join("&");
    assert.equal(
      joined,
      raw
        .split("&")
        .filter((part) => part !== "")
        .join("&"),
    );
  },
};
