import assert from "node:assert/strict";
import { test } from "node:test";

test("the worker refuses to run outside of a thread", async () => {
  await assert.rejects(import("./worker.ts"), /outside of a thread/u);
});
