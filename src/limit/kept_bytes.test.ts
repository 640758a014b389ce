import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { KeptBytes, KeptHold } from "./kept_bytes.ts";

test("a client may keep as much as is free: alone half of the whole, and beside greedy ones less", () => {
  const kept = new KeptBytes(100);
  assert.deepEqual([kept.take("a", 51), kept.take("a", 50), kept.take("a", 1)], [false, true, false]);
  kept.giveBack("a", 50);
  const greedy = ["a", "b", "c"];
  for (let turn = 0; turn < 100; turn++) for (const client of greedy) kept.take(client, 1);
  assert.equal(kept.bytes, 75);
  assert.ok(kept.take("late", 12), "there is room for who comes late");
});

test("what is given back makes room, and who keeps nothing is forgotten", () => {
  const kept = new KeptBytes(10);
  assert.ok(kept.take("a", 5));
  assert.equal(kept.take("b", 6), false);
  assert.equal(kept.size, 1, "who got nothing is not remembered");
  kept.giveBack("a", 5);
  assert.deepEqual([kept.bytes, kept.size], [0, 0]);
  assert.throws(() => kept.giveBack("a", 1));
});

test("a hold gives back once what it took, and may be used again", () => {
  const kept = new KeptBytes(100);
  const hold = new KeptHold(kept, "a");
  assert.ok(hold.add(0) && hold.add(10) && hold.add(10));
  assert.equal(hold.add(100), false);
  assert.deepEqual([hold.bytes, kept.bytes], [20, 20]);
  hold.release();
  hold.release();
  assert.deepEqual([hold.bytes, kept.bytes, kept.size], [0, 0, 0]);
  assert.ok(hold.add(3));
  assert.equal(kept.bytes, 3);
});

test("never more than the whole is kept, and a newcomer always gets something, whatever comes and goes", () => {
  const steps = fc.array(fc.record({ of: fc.nat({ max: 7 }), bytes: fc.nat({ max: 400 }), release: fc.boolean() }));
  fc.assert(
    fc.property(steps, (all) => {
      const kept = new KeptBytes(1_000);
      const holds = Array.from({ length: 8 }, (_none, index) => new KeptHold(kept, `client ${index >> 1}`));
      for (const { of, bytes, release } of all) {
        if (release) holds[of]?.release();
        else holds[of]?.add(bytes);
        assert.ok(kept.bytes <= 1_000);
        assert.equal(
          kept.bytes,
          holds.reduce((sum, each) => sum + each.bytes, 0),
        );
      }
      for (const hold of holds) hold.release();
      assert.deepEqual([kept.bytes, kept.size], [0, 0]);
    }),
  );
});
