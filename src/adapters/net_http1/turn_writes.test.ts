import assert from "node:assert/strict";
import { test } from "node:test";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { writeThisTurn } from "./turn_writes.ts";

test("what is written in one turn arrives whole and in order, whatever else is written between", async () => {
  await using pair = await socketPair();
  writeThisTurn(pair.near, "a");
  pair.near.write(Buffer.from("b"));
  writeThisTurn(pair.near, "\xe9");
  assert.equal(pair.near.writableCorked, 1, "nothing is sent before the turn is over");
  assert.equal(await pair.until("\xe9"), "ab\xe9");
  writeThisTurn(pair.near, "c");
  assert.equal(await pair.until("c"), "ab\xe9c");
});

test("the end of a socket sends what is written before it, and a destroyed one harms no other", async () => {
  await using one = await socketPair();
  await using other = await socketPair();
  writeThisTurn(one.near, "gone");
  one.near.destroy();
  writeThisTurn(other.near, "last");
  other.near.end();
  assert.equal(await other.until("last"), "last");
  assert.equal(one.text(), "");
});
