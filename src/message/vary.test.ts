import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeVary } from "./vary.ts";

test("members of both are kept, each once", () => {
  const rows: readonly (readonly [readonly string[], string, string])[] = [
    [[], "origin", "origin"],
    [["Accept-Encoding"], "origin", "accept-encoding, origin"],
    [["Origin, Accept", "accept"], "origin", "origin, accept"],
    [["*"], "origin", "*"],
    [["accept, *"], "origin", "*"],
    [["", ","], "origin", "origin"],
  ];
  for (const [upstream, added, merged] of rows) assert.equal(mergeVary(upstream, added), merged);
  assert.equal(rows.length, 6);
});
