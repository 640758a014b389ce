import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { type Decide, peek } from "./peek.ts";

/** Decides at the first newline; takes the line away with it. */
const line: Decide<string> = (bytes) => {
  const end = bytes.indexOf(10);
  return end < 0 ? null : { value: Buffer.from(bytes.subarray(0, end)).toString("latin1"), used: end + 1 };
};

test("what is not used up is read by the next reader, with what comes later", async () => {
  await using pair = await socketPair();
  const peeked = peek(pair.near, line);
  pair.far.write("fi");
  pair.far.write("rst\nsec");
  assert.equal(await peeked, "first");
  const second = peek(pair.near, line);
  pair.far.write("ond\nrest");
  assert.equal(await second, "second");
  let text = "";
  pair.near.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  pair.far.end("!");
  await once(pair.near, "end");
  assert.equal(text, "rest!");
});

test("many small pieces are held whole", async () => {
  await using pair = await socketPair();
  const peeked = peek(pair.near, line);
  const long = "x".repeat(20_000);
  pair.far.write(long.slice(0, 10_000));
  await eventually(() => pair.near.bytesRead >= 10_000, "the first half");
  pair.far.write(`${long.slice(10_000)}\n`);
  assert.equal(await peeked, long);
});

test("a connection that ends, or is gone, before anything is decided decides nothing", async () => {
  await using ended = await socketPair();
  const peeked = peek(ended.near, line);
  ended.far.end("no line");
  assert.equal(await peeked, null);
  await using destroyed = await socketPair();
  const cut = peek(destroyed.near, line);
  destroyed.near.destroy();
  assert.equal(await cut, null);
  assert.equal(await peek(destroyed.near, line), null);
});

test("what breaks in deciding is the caller's to hear", async () => {
  await using pair = await socketPair();
  const peeked = peek(pair.near, () => {
    throw new RangeError("broken");
  });
  pair.far.write("x");
  await assert.rejects(peeked, /broken/u);
  assert.equal(pair.near.listenerCount("readable"), 0);
});
