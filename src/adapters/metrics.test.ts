import assert from "node:assert/strict";
import { test } from "node:test";
import { deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { DURATION_BOUNDS_S, MAX_CODES, MAX_ROWS, Metrics } from "./metrics.ts";

const linesOf = async (metrics: Metrics, name: string): Promise<readonly string[]> =>
  (await metrics.text()).split("\n").filter((line) => line.startsWith(name));

test("exchanges are counted in cumulative buckets, by api, operation, class of status and outcome", async () => {
  const metrics = new Metrics(false);
  for (const durationMs of [1, 5, 5.01, 20_000]) metrics.observe(recordWith({ durationMs }));
  const lines = await linesOf(metrics, "http_server_request_duration_seconds");
  const labels = 'api="shop",operation="listOrders",status_class="2xx",outcome="forwarded"';
  const bucket = (le: string): string | undefined =>
    lines
      .find((line) => line.startsWith("http_server_request_duration_seconds_bucket{") && line.includes(`le="${le}"`))
      ?.split(" ")
      .at(-1);
  assert.deepEqual([bucket("0.005"), bucket("0.01"), bucket("10"), bucket("+Inf")], ["2", "3", "3", "4"]);
  assert.ok(lines.includes(`http_server_request_duration_seconds_count{${labels}} 4`), lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith(`http_server_request_duration_seconds_sum{${labels}} 20.01`)));
  assert.equal(lines.length, DURATION_BOUNDS_S.length + 3);
});

test("refusals are counted by guard and code, would-be refusals apart", async () => {
  const metrics = new Metrics(false);
  metrics.observe(deniedRecord({}));
  metrics.observe(deniedRecord({}));
  metrics.observe(recordWith({ findings: [{ code: "waf.sqli", place: "", message: "", guard: "waf", mode: "observe", would: "deny" }] }));
  assert.deepEqual(await linesOf(metrics, "portcullis_denied_total"), ['portcullis_denied_total{guard="authn",code="unauthenticated"} 2']);
  assert.deepEqual(await linesOf(metrics, "portcullis_would_deny_total"), ['portcullis_would_deny_total{guard="waf",code="waf.sqli"} 1']);
});

test("an exchange without api, operation or status has labels too", async () => {
  const metrics = new Metrics(false);
  metrics.observe(recordWith({ api: null, operation: null, status: 0, outcome: "abandoned" }));
  const [line] = await linesOf(metrics, "http_server_request_duration_seconds_count");
  assert.equal(line, 'http_server_request_duration_seconds_count{api="",operation="",status_class="none",outcome="abandoned"} 1');
});

test("the number of rows is bounded; what is over is counted together", async () => {
  const metrics = new Metrics(false);
  for (let index = 0; index < MAX_ROWS + 50; index++) metrics.observe(deniedRecord({ operation: `op${index}`, code: `c${index}` }));
  metrics.observe(deniedRecord({ operation: "op0", code: "c0" }));
  const counts = await linesOf(metrics, "http_server_request_duration_seconds_count");
  assert.equal(counts.length, MAX_ROWS + 1);
  assert.ok(
    counts.includes('http_server_request_duration_seconds_count{api="other",operation="other",status_class="other",outcome="other"} 50'),
  );
  const denied = await linesOf(metrics, "portcullis_denied_total");
  assert.equal(denied.length, MAX_CODES + 1);
  assert.ok(denied.includes(`portcullis_denied_total{guard="other",code="other"} ${MAX_ROWS + 50 - MAX_CODES}`));
  assert.ok(denied.includes('portcullis_denied_total{guard="authn",code="c0"} 2'));
});

test("labels of the histogram are escaped", async () => {
  const metrics = new Metrics(false);
  metrics.observe(recordWith({ operation: 'a"b\\c\nd' }));
  const [line] = await linesOf(metrics, "http_server_request_duration_seconds_count");
  assert.match(line ?? "", /operation="a\\"b\\\\c\\nd",/u);
});

test("gauges and counters are read when scraped, and labels are escaped", async () => {
  const metrics = new Metrics(false);
  let value = 1;
  metrics.gauge("up", "u", [], () => value);
  metrics.counter("fetches_total", "f", ["issuer"], () => [[{ issuer: 'a"b' }, value]]);
  value = 7;
  assert.deepEqual(await linesOf(metrics, "up"), ["up 7"]);
  assert.deepEqual(await linesOf(metrics, "fetches_total"), ['fetches_total{issuer="a\\"b"} 7']);
  assert.match(metrics.contentType, /^text\/plain/u);
});
