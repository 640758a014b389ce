import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../test/support/plans.ts";
import type { Change, Mode, Rewrite } from "../kernel/guard.ts";
import { runRewrites } from "./run_rewrites.ts";

const change = (name: string): Change => ({ set: [[name, "1"]], remove: [] });

function rewrite(name: string, mode: Mode, waits = false): Rewrite<"body"> {
  return { name, phase: "body", mode, apply: () => (waits ? Promise.resolve(change(name)) : change(name)) };
}

test("changes come in the order of the table, whether or not a rewrite waits; those that only observe are noted", async () => {
  const exchange = liveExchange({});
  const rewrites = [
    rewrite("a", "enforce"),
    rewrite("b", "enforce", true),
    rewrite("c", "observe"),
    rewrite("d", "off"),
    rewrite("e", "enforce"),
  ];
  const changes = await runRewrites(rewrites, exchange, exchange.trail);
  assert.deepEqual(changes, [change("a"), change("b"), change("e")]);
  assert.deepEqual(exchange.trail.observed, ["c"]);
});

test("without one that waits it is done at once", () => {
  const exchange = liveExchange({});
  assert.deepEqual(runRewrites([rewrite("a", "enforce")], exchange, exchange.trail), [change("a")]);
});
