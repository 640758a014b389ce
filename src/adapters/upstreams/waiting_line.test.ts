import assert from "node:assert/strict";
import { test } from "node:test";
import { WaitingLine } from "./waiting_line.ts";

const one = (client: string, number: number) => ({ client, number });

test("who waits is found in the order of coming, and leaves from any place once", () => {
  const line = new WaitingLine<ReturnType<typeof one>>(10);
  const all = [one("a", 1), one("b", 2), one("a", 3)];
  for (const each of all) assert.equal(line.add(each), null);
  assert.deepEqual([...line], all);
  const [, middle] = all;
  assert.ok(middle !== undefined);
  assert.deepEqual([line.delete(middle), line.delete(middle), line.size], [true, false, 2]);
});

test("in a full line the greediest client gives up its last place for another, but nobody for himself or for his like", () => {
  const line = new WaitingLine<ReturnType<typeof one>>(4);
  const all = [one("a", 1), one("a", 2), one("a", 3), one("b", 1)];
  for (const each of all) assert.equal(line.add(each), null);
  const again = one("a", 4);
  assert.equal(line.add(again), again, "a has the most already");
  assert.deepEqual(line.add(one("c", 1)), one("a", 3));
  assert.deepEqual([...line].map(({ client }) => client).join(""), "aabc");
  const equal = one("b", 2);
  assert.equal(line.add(equal), equal, "b would have as many as a");
  const leaving = all[1];
  assert.ok(leaving !== undefined && line.delete(leaving));
  assert.equal(line.add(one("d", 1)), null);
  const late = one("e", 1);
  assert.equal(line.add(late), late, "nobody has more than one");
  assert.equal(line.size, 4);
});
