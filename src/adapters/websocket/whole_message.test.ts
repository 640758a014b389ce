import assert from "node:assert/strict";
import { test } from "node:test";
import { heldBytes, MAX_HELD_BYTES, WholeMessage } from "./whole_message.ts";

test("parts are copied and put together; a message of one part is that part", () => {
  const buffer = Buffer.from("ab");
  const message = new WholeMessage();
  assert.ok(message.add(buffer));
  buffer.fill("x");
  assert.ok(message.add(Buffer.from("cd")));
  assert.equal(Buffer.from(message.end(Buffer.from("ef"))).toString(), "abcdef");
  assert.equal(heldBytes(), 0);
  const only = Buffer.from("only");
  assert.equal(new WholeMessage().end(only), only);
});

test("all messages together hold no more than they may, and what is let go of makes room", () => {
  const part = new Uint8Array(16_777_216);
  const messages = Array.from({ length: 4 }, () => new WholeMessage());
  for (const message of messages) assert.ok(message.add(part));
  assert.equal(heldBytes(), MAX_HELD_BYTES);
  const late = new WholeMessage();
  assert.equal(late.add(Uint8Array.of(1)), false);
  messages[0]?.release();
  assert.ok(late.add(Uint8Array.of(1)));
  for (const message of [...messages.slice(1), late]) message.release();
  assert.equal(heldBytes(), 0);
});
