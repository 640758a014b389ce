import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns.ts";

test("no more than so many go on at once, in the order in which they came, and all come to their end", async () => {
  const turns = new Turns(3);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_none, index) =>
      turns.take(async () => {
        begun.push(index);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => void setImmediate(resolve));
        underWay--;
        if (index % 4 === 0) throw new Error("a piece of work that fails gives its turn on too");
        return index;
      }),
    ),
  );
  assert.equal(most, 3);
  assert.deepEqual(
    begun,
    Array.from({ length: 20 }, (_none, index) => index),
  );
  assert.equal(results.filter(({ status }) => status === "rejected").length, 5);
  assert.equal(await turns.take(() => Promise.resolve("later")), "later");
});
