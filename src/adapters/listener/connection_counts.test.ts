import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, startTestEdge } from "../../../test/support/edge.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { ConnectionCounts } from "./connection_counts.ts";

test("a socket over the bound is destroyed and counted as refused, and one that closes makes room", async () => {
  await using stack = new AsyncDisposableStack();
  const { edge } = startTestEdge(stack, { limits: { connectionsPerIp: 1 } });
  const counts = new ConnectionCounts(edge);
  const [first, second, third] = await Promise.all([1, 2, 3].map(async () => stack.use(await socketPair())));
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.deepEqual([counts.take(first.near), counts.take(second.near)], [true, false]);
  const { open, accepted, refused } = edge.counters;
  assert.deepEqual([second.near.destroyed, open, accepted, refused], [true, 1, 1, 1]);
  first.near.destroy();
  await eventually(() => edge.counters.open === 0, "the first to be let go of");
  assert.equal(counts.take(third.near), true);
});

test("a gateway that goes down takes none", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const pair = stack.use(await socketPair());
  world.goDown();
  assert.equal(new ConnectionCounts(world.edge).take(pair.near), false);
});
