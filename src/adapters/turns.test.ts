import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns.ts";

test("no more than so many go on at once, those of a client in their order, and all come to their end", async () => {
  const turns = new Turns(3);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_none, index) =>
      turns.take("a", async () => {
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
  assert.equal(await turns.take("a", () => Promise.resolve("later")), "later");
});

test("who comes behind a client's many waits for one of them", async () => {
  const turns = new Turns(1);
  const done: string[] = [];
  const names = ["a1", "a2", "a3", "a4", "b1", "b2", "c1"];
  await Promise.all(names.map((name) => turns.take(name.charAt(0), async () => void done.push(await Promise.resolve(name)))));
  assert.deepEqual(done, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
});
