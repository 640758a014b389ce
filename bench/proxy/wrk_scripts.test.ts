import assert from "node:assert/strict";
import { test } from "node:test";
import { orderBody } from "./wrk_scripts.ts";

function leaves(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.values(value).reduce((sum: number, each) => sum + leaves(each), 0) : 1;
}

test("the POST is about 1 KB of JSON in 37 leaves", () => {
  const body = orderBody();
  assert.equal(leaves(JSON.parse(body)), 37);
  assert.ok(body.length > 900 && body.length < 1_200, String(body.length));
});
