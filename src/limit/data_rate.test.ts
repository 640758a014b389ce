import assert from "node:assert/strict";
import { test } from "node:test";
import { DataRate, transferMs } from "./data_rate.ts";

const LEAST = { bytesPerS: 500, graceMs: 10_000 };

test("each byte buys the time that it takes at the least rate", () => {
  const rate = new DataRate(LEAST, 1_000);
  assert.equal(rate.dueMs, 11_000);
  rate.add(500);
  assert.equal(rate.dueMs, 12_000);
  rate.add(250);
  assert.equal(rate.dueMs, 12_500);
});

test("a byte every 14 seconds is too slow after the grace", () => {
  const rate = new DataRate(LEAST, 0);
  let nowMs = 0;
  for (; nowMs < rate.dueMs; nowMs += 14_000) rate.add(1);
  assert.equal(nowMs, 14_000);
});

test("time in which nothing is wanted does not count", () => {
  const rate = new DataRate(LEAST, 0);
  rate.pause(4_000);
  rate.pause(5_000);
  assert.equal(rate.dueMs, Infinity);
  rate.resume(34_000);
  rate.resume(35_000);
  assert.equal(rate.dueMs, 40_000);
});

test("what waits must be taken within the grace and its time at the least rate", () => {
  assert.equal(transferMs(LEAST, 0), 10_000);
  assert.equal(transferMs({ bytesPerS: 4_096, graceMs: 10_000 }, 65_536), 26_000);
});
