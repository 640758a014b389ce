import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "./problem.ts";

test("a problem keeps the connection and adds no fields unless it says so", () => {
  assert.deepEqual(problem(400, "bad", "Bad"), { status: 400, code: "bad", title: "Bad", headers: [], close: false });
  const closing = problem(429, "slow", "Slow down", { headers: [["retry-after", "1"]], close: true });
  assert.equal(closing.close, true);
  assert.deepEqual(closing.headers, [["retry-after", "1"]]);
});
