import assert from "node:assert/strict";
import { test } from "node:test";
import { TicketKeys } from "./ticket_keys.ts";

test("a configuration keeps its keys until they are rotated, and no other has the same", (context) => {
  const keys = new TicketKeys();
  context.after(() => keys.close());
  let told = 0;
  keys.onRotation(() => told++);
  const before = keys.keysFor("a");
  assert.equal(before.length, 48);
  assert.deepEqual(keys.keysFor("a"), before);
  assert.notDeepEqual(keys.keysFor("b"), before);
  keys.rotate();
  assert.equal(told, 1);
  assert.notDeepEqual(keys.keysFor("a"), before);
});
