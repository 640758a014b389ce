import assert from "node:assert/strict";
import { test } from "node:test";
import { KeptBytes, KeptHold } from "../../limit/kept_bytes.ts";
import { WholeMessage } from "./whole_message.ts";

test("parts are copied and put together; a message of one part is that part", () => {
  const kept = new KeptBytes(1_000);
  const buffer = Buffer.from("ab");
  const message = new WholeMessage(new KeptHold(kept, "a"));
  assert.ok(message.add(buffer));
  buffer.fill("x");
  assert.ok(message.add(Buffer.from("cd")));
  assert.equal(kept.bytes, 4);
  assert.equal(Buffer.from(message.end(Buffer.from("ef"))).toString(), "abcdef");
  assert.equal(kept.bytes, 0);
  const only = Buffer.from("only");
  assert.equal(new WholeMessage(new KeptHold(kept, "a")).end(only), only);
});

test("a part for which there is no room is not added, and what is let go of makes room", () => {
  const kept = new KeptBytes(100);
  const [first, late] = [new WholeMessage(new KeptHold(kept, "a")), new WholeMessage(new KeptHold(kept, "a"))];
  assert.ok(first.add(new Uint8Array(50)));
  assert.equal(late.add(Uint8Array.of(1)), false);
  first.release();
  assert.ok(late.add(Uint8Array.of(1)));
  late.release();
  assert.equal(kept.bytes, 0);
});
