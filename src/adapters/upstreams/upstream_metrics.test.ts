import assert from "node:assert/strict";
import { test } from "node:test";
import { TargetState } from "../../balance/target_state.ts";
import { Metrics } from "../metrics.ts";
import { sumText } from "../metrics_snapshot.ts";
import { registerUpstreamMetrics } from "./upstream_metrics.ts";

test("every target has its state and counts, every API its retries", async () => {
  const state = new TargetState("http://a:1", 0);
  state.requests = 7;
  state.failures = 3;
  state.outstanding = 2;
  state.ejection.count = 4;
  state.ejection.ejected = true;
  state.breaker.opened = 5;
  const metrics = new Metrics(false);
  registerUpstreamMetrics(metrics, {
    targets: { readings: () => [{ api: "shop", retries: 8, retriesRefused: 9, targets: [state] }] },
    names: { failures: 6 },
  });
  const lines = (await metrics.text()).split("\n");
  const of = 'api="shop",target="http://a:1"';
  const expected = [
    `portcullis_upstream_target_state{${of},state="ejected"} 1`,
    `portcullis_upstream_outstanding{${of}} 2`,
    `portcullis_upstream_requests_total{${of}} 7`,
    `portcullis_upstream_failures_total{${of}} 3`,
    `portcullis_upstream_ejections_total{${of}} 4`,
    `portcullis_upstream_breaker_opened_total{${of}} 5`,
    'portcullis_upstream_retries_total{api="shop"} 8',
    'portcullis_upstream_retries_refused_total{api="shop"} 9',
    "portcullis_upstream_name_failures_total 6",
  ];
  assert.deepEqual(
    expected.filter((line) => !lines.includes(line)),
    [],
  );
});

test("over worker processes a target's state stays 1, and is told for each where they differ", async () => {
  const ofWorker = (ejected: boolean): Metrics => {
    const [steady, shaky] = [new TargetState("http://a:1", 0), new TargetState("http://b:1", 0)];
    shaky.ejection.ejected = ejected;
    const metrics = new Metrics(false);
    registerUpstreamMetrics(metrics, {
      targets: { readings: () => [{ api: "shop", retries: 0, retriesRefused: 0, targets: [steady, shaky] }] },
      names: { failures: 0 },
    });
    return metrics;
  };
  const snapshots = await Promise.all([ofWorker(false), ofWorker(true)].map((each) => each.snapshot()));
  const text = await sumText(snapshots.map(({ metrics }) => metrics));
  assert.deepEqual(
    text.split("\n").filter((line) => line.startsWith("portcullis_upstream_target_state{")),
    [
      'portcullis_upstream_target_state{api="shop",target="http://a:1",state="up"} 1',
      'portcullis_upstream_target_state{api="shop",target="http://b:1",state="up"} 1',
      'portcullis_upstream_target_state{api="shop",target="http://b:1",state="ejected"} 1',
    ],
  );
});
