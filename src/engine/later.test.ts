import assert from "node:assert/strict";
import { test } from "node:test";
import { after } from "./later.ts";

test("what is there is gone on with in the same turn, what is not when it comes", async () => {
  assert.equal(
    after(1, (value) => value + 1),
    2,
  );
  const later = after(Promise.resolve(1), (value) => value + 1);
  assert.ok(later instanceof Promise);
  assert.equal(await later, 2);
});

test("what breaks breaks where it is: at once, or as a promise that rejects", async () => {
  const broken = (): never => {
    throw new Error("broken");
  };
  assert.throws(() => after(1, broken), /broken/u);
  await assert.rejects(async () => await after(Promise.resolve(1), broken), /broken/u);
});
