import assert from "node:assert/strict";
import { test } from "node:test";
import { parseWrk } from "./wrk.ts";

const REPORT = `Running 2s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.00ms    1.00ms  10.00ms   90.00%
  Latency Distribution
     50%  950.00us
     75%    2.10ms
     90%    3.00ms
     99%    1.02s
  70000 requests in 2.00s, 10.00MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:  35000.50
Transfer/sec:      5.00MB
`;

test("wrk's report is read with its units and failures", () => {
  assert.deepEqual(parseWrk(REPORT), { requestsPerSecond: 35_000.5, p50Ms: 0.95, p99Ms: 1_020, failures: 7 });
});

test("a report without a figure is an error, not a zero", () => {
  assert.throws(() => parseWrk("Requests/sec: nothing"), /did not report/u);
});
