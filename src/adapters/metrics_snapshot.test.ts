import assert from "node:assert/strict";
import { test } from "node:test";
import { recordWith } from "../../test/support/exchange_record.ts";
import { Metrics } from "./metrics.ts";
import { metricsSnapshot, retire, sumDurations, sumText, toSnapshot } from "./metrics_snapshot.ts";

function metricsOf(load: number, connections: number, refused: number): Metrics {
  const metrics = new Metrics(false);
  metrics.gauge("load", "h", [], () => load, "max");
  metrics.gauge("connections", "h", ["kind"], () => [[{ kind: "open" }, connections]]);
  metrics.counter("refused_total", "h", [], () => refused);
  metrics.observe(recordWith({ durationMs: 20 }));
  return metrics;
}

test("over processes counters and most gauges are summed, some are the greatest, and durations are one histogram", async () => {
  const snapshots = await Promise.all([metricsOf(1, 3, 5), metricsOf(2, 4, 6)].map((each) => each.snapshot()));
  for (const snapshot of snapshots) assert.deepEqual(metricsSnapshot.parse(JSON.parse(JSON.stringify(snapshot))), snapshot);
  const text = await sumText(snapshots.map(({ metrics }) => metrics));
  for (const line of ["load 2", 'connections{kind="open"} 7', "refused_total 11"]) assert.ok(text.split("\n").includes(line), line);
  const [row, ...more] = sumDurations(snapshots.map(({ durations }) => durations));
  assert.deepEqual([row?.sumMs, row?.buckets.reduce((sum, count) => sum + count, 0), more.length], [40, 2, 0]);
});

test("what is gone goes on to count, but is not there any more", async () => {
  const [first, second] = await Promise.all([metricsOf(1, 3, 5), metricsOf(2, 4, 6)].map((each) => each.snapshot()));
  assert.ok(first !== undefined && second !== undefined);
  const gone = await retire(await retire({ metrics: [], durations: [] }, first), second);
  const text = await sumText([gone.metrics]);
  assert.match(text, /^refused_total 11$/mu);
  assert.doesNotMatch(text, /^(load|connections)/mu);
  assert.equal(gone.durations[0]?.sumMs, 40);
});

test("a value that is not known yet is left out", () => {
  const metric = {
    name: "a",
    help: "h",
    type: "gauge",
    aggregator: "sum",
    values: [Number.NaN, 1].map((value) => ({ labels: {}, value })),
  };
  assert.deepEqual(toSnapshot([metric])[0]?.values, [{ labels: {}, value: 1 }]);
});
