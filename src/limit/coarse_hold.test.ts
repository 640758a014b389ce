import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { CoarseHold, STEP_BYTES } from "./coarse_hold.ts";
import { KeptBytes, KeptHold } from "./kept_bytes.ts";

test("the first step is free, the others are taken whole, and where there is no room nothing changes", () => {
  const kept = new KeptBytes(4 * STEP_BYTES);
  const hold = new CoarseHold(new KeptHold(kept, "a"));
  assert.ok(hold.take(STEP_BYTES));
  assert.equal(kept.bytes, 0);
  assert.ok(hold.take(1));
  assert.equal(kept.bytes, STEP_BYTES);
  assert.ok(hold.take(2 * STEP_BYTES - 1));
  assert.equal(kept.bytes, 2 * STEP_BYTES);
  assert.equal(hold.take(1), false);
  assert.deepEqual([hold.bytes, kept.bytes], [3 * STEP_BYTES, 2 * STEP_BYTES]);
  hold.giveBack(3 * STEP_BYTES);
  assert.deepEqual([hold.bytes, kept.bytes, kept.size], [0, 0, 0]);
});

test("what is taken is never less than what is held beyond the free part, nor two steps more, and all of it comes back", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 200_000 }), { maxLength: 40 }), fc.infiniteStream(fc.nat()), (sizes, choices) => {
      const kept = new KeptBytes(1_000_000_000);
      const hold = new CoarseHold(new KeptHold(kept, "a"));
      const held: number[] = [];
      const check = (): void => {
        assert.ok(kept.bytes >= hold.bytes - STEP_BYTES && kept.bytes <= hold.bytes + STEP_BYTES);
      };
      for (const size of sizes) {
        if (size % 3 > 0 || held.length === 0) {
          assert.ok(hold.take(size));
          held.push(size);
        } else hold.giveBack(held.splice((choices.next().value ?? 0) % held.length, 1)[0] ?? 0);
        check();
      }
      for (const size of held) hold.giveBack(size);
      assert.deepEqual([hold.bytes, kept.bytes, kept.size], [0, 0, 0]);
    }),
  );
});
