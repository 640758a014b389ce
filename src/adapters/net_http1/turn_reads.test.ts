import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { TurnReads } from "./turn_reads.ts";

const SHARE = 1_048_576;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("whoever has read a turn's share rests, and goes on in a later turn until all is read", async () => {
  await using pair = await socketPair();
  const reads = new TurnReads(pair.near);
  let read = 0;
  let rests = 0;
  pair.near.on("data", (chunk: Buffer) => {
    read += chunk.length;
    const went = !pair.near.isPaused();
    reads.took(chunk.length);
    if (went && pair.near.isPaused()) rests++;
  });
  pair.far.write(Buffer.alloc(8 * SHARE));
  await eventually(() => read === 8 * SHARE, "all bytes");
  assert.equal(reads.isPaused, false);
  assert.ok(rests <= 8);
});

test("a share that is used up makes the next reader of the turn rest, and only until the next", async () => {
  await using pair = await socketPair();
  await turn();
  const reads = new TurnReads(pair.near);
  reads.took(SHARE - 1);
  assert.equal(pair.near.isPaused(), false);
  reads.took(1);
  assert.equal(pair.near.isPaused(), true);
  await turn();
  assert.equal(pair.near.isPaused(), false);
});

test("what its owner stopped stays stopped when the rest is over, and what he lets go on goes on after it", async () => {
  await using pair = await socketPair();
  await turn();
  const reads = new TurnReads(pair.near);
  reads.took(SHARE);
  reads.pause();
  await turn();
  assert.deepEqual([pair.near.isPaused(), reads.isPaused], [true, true]);
  reads.took(SHARE);
  reads.resume();
  assert.equal(pair.near.isPaused(), true);
  await turn();
  assert.deepEqual([pair.near.isPaused(), reads.isPaused], [false, false]);
});

test("of twenty that rest, four go on, and of the sixteen that are left all, first come, first served", async () => {
  await turn();
  const sockets = Array.from({ length: 20 }, () => new net.Socket());
  for (const socket of sockets) new TurnReads(socket).took(SHARE);
  const resting = (): readonly number[] => sockets.flatMap((socket, index) => (socket.isPaused() ? [index] : []));
  assert.equal(resting().length, 20);
  await turn();
  assert.deepEqual(
    resting(),
    Array.from({ length: 16 }, (_, index) => index + 4),
  );
  await turn();
  assert.deepEqual(resting(), []);
});
