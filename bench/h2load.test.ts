import assert from "node:assert/strict";
import { test } from "node:test";
import { parseH2load } from "./h2load.ts";

const report = (failed: number, refused: number): string => `finished in 4.02s, 2804.50 req/s, 225.79KB/s
requests: 11218 total, 11346 started, 11218 done, 11200 succeeded, ${failed} failed, 0 errored, 0 timeout
status codes: ${11218 - refused} 2xx, 0 3xx, ${refused} 4xx, 0 5xx
traffic: 903.16KB (924834) total, 100.00KB (102400) headers (space savings 90.00%), 400.00KB (409600) data
                     min         max         mean         sd        +/- sd
time for request:     1.21ms    120.50ms       910us      2.10ms    90.00%
time for connect:     2.00ms      9.00ms      5.00ms      1.00ms    60.00%
`;

test("the figures of a report are read in their units", () => {
  assert.deepEqual(parseH2load(report(0, 0)), { requestsPerSecond: 2804.5, p50Ms: 0.91, p99Ms: 120.5, failures: 0 });
});

test("refusals and failures count, and a report without answers is none", () => {
  assert.equal(parseH2load(report(18, 5)).failures, 23);
  assert.throws(() => parseH2load("finished in 1s, 0.00 req/s"), /did not report/u);
});
