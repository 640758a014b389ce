import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAME_CASES } from "./frame_cases.ts";
import { ACCEPT_CASES, OPENING_CASES } from "./handshake_cases.ts";
import { runCases, WebSocketSuite } from "./run.ts";

test("every MUST of RFC 6455 in the list is kept, from both sides, and every twin passes", async () => {
  await using stack = new AsyncDisposableStack();
  const failures: string[] = [];
  let cases = 0;
  for await (const [name, failure] of runCases(await WebSocketSuite.start(stack))) {
    cases++;
    if (failure !== null) failures.push(`${name}: ${failure}`);
  }
  assert.deepEqual(failures, []);
  // Five of the frames' cases are for one direction alone.
  assert.deepEqual([OPENING_CASES.length, ACCEPT_CASES.length, FRAME_CASES.length, cases], [11, 8, 76, 11 + 8 + 2 * 76 - 5]);
});

test("no two cases have one name", () => {
  const names = [...OPENING_CASES, ...ACCEPT_CASES, ...FRAME_CASES].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
