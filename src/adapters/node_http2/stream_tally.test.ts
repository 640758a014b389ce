import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamTally } from "./stream_tally.ts";

test("what was opened and never began was reset, and is told once", () => {
  const tally = new StreamTally();
  assert.equal(tally.moreResets(0, 0), 0);
  tally.began();
  // Streams 1, 3, 5, 7; one of them began.
  assert.equal(tally.moreResets(7, 1_000), 3);
  assert.equal(tally.moreResets(7, 1_000), 0);
  tally.began();
  assert.equal(tally.moreResets(9, 1_200), 0);
  assert.equal(tally.moreResets(11, 1_400), 1);
});

test("a client that passes numbers over can't make the count jump beyond what its bytes can open", () => {
  const tally = new StreamTally();
  tally.began();
  assert.equal(tally.moreResets(2 ** 31 - 1, 95), 8);
});
