import assert from "node:assert/strict";
import { test } from "node:test";
import { renewalMs, retryAfterMs, retryDelayMs } from "./renewal_time.ts";

const DAY = 86_400_000;

test("a certificate of 90 days is ordered anew when 30 to 33 are left", () => {
  assert.equal(renewalMs({ fromMs: 0, toMs: 90 * DAY }, 0), 60 * DAY);
  assert.equal(renewalMs({ fromMs: 0, toMs: 90 * DAY }, 1), 57 * DAY);
});

test("the pause after a failure doubles from a minute to six hours", () => {
  assert.deepEqual(
    [1, 2, 3, 9, 10, 1_000].map((failures) => retryDelayMs(failures, 0, 0.5) / 60_000),
    [1, 2, 4, 256, 360, 360],
  );
  assert.equal(retryDelayMs(1, 0, 0), 45_000);
  assert.equal(retryDelayMs(1, 0, 1), 75_000);
});

test("an authority that asks for more is waited for, up to three days", () => {
  assert.equal(retryDelayMs(1, 3_600_000, 0.5), 3_600_000);
  assert.equal(retryDelayMs(1, 30 * DAY, 0.5), 3 * DAY);
});

test("Retry-After is seconds or a date", () => {
  const nowMs = Date.UTC(2026, 0, 1);
  assert.equal(retryAfterMs("120", nowMs), 120_000);
  assert.equal(retryAfterMs("Thu, 01 Jan 2026 00:01:00 GMT", nowMs), 60_000);
  assert.equal(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", nowMs), 0);
  for (const nothing of [null, "", "soon", "-1", "1e9"]) assert.equal(retryAfterMs(nothing, nowMs), 0);
});
