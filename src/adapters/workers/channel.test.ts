import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { z } from "zod";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { Channel } from "./channel.ts";

const message = z.strictObject({ n: z.int() });
type Message = z.infer<typeof message>;

async function open(stack: AsyncDisposableStack) {
  const { near, far } = stack.use(await socketPair());
  const taken: (readonly [number, string])[] = [];
  const ended = Promise.withResolvers<string | null>();
  const channel = new Channel<Message, Message>(far, message, {
    onMessage: ({ n }, body) => void taken.push([n, Buffer.from(body).toString()]),
    onEnd: ended.resolve,
  });
  return { raw: near, channel, taken, ended: ended.promise };
}

test("messages come in the order they were sent, with their bodies, and all of them before the end", async () => {
  await using stack = new AsyncDisposableStack();
  const { raw, taken, ended } = await open(stack);
  const other = new Channel<Message, Message>(raw, message, { onMessage: () => {}, onEnd: () => {} });
  for (let n = 0; n < 100; n++) other.send({ n }, Buffer.from("x".repeat(n)));
  await other.close();
  assert.equal(await ended, null);
  assert.deepEqual(
    taken,
    Array.from({ length: 100 }, (_none, n) => [n, "x".repeat(n)]),
  );
  other.send({ n: 100 });
});

test("what can't be a message ends the channel, and nothing after it is taken", async () => {
  const frame = (head: string): Buffer => {
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32BE(head.length, 0);
    return Buffer.concat([prefix, Buffer.from(head)]);
  };
  for (const bad of [frame("{}"), frame('{"n":1,"m":2}'), frame("{"), Buffer.alloc(8, 0xff)]) {
    await using stack = new AsyncDisposableStack();
    const { raw, taken, ended } = await open(stack);
    raw.on("error", () => {});
    raw.write(Buffer.concat([frame('{"n":7}'), bad, frame('{"n":8}')]));
    assert.ok((await ended) !== null);
    assert.deepEqual(taken, [[7, ""]]);
    if (!raw.destroyed) await once(raw.resume(), "close");
  }
});
