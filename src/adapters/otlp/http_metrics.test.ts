import assert from "node:assert/strict";
import { test } from "node:test";
import { recordWith } from "../../../test/support/exchange_record.ts";
import { apiPlan, generationOf, liveExchange, operation, operationPlan, runOf, TRAFFIC } from "../../../test/support/plans.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import { HttpMetrics, MAX_ROWS } from "./http_metrics.ts";

function runWith(template: string): ExchangeRun {
  const plan = operationPlan({ operation: operation({ template }) });
  const run = runOf(generationOf([apiPlan({ plan })]), liveExchange({ path: "/a" }));
  run.api = apiPlan({ plan });
  run.plan = plan;
  return run;
}

const pointsOf = (metrics: HttpMetrics, name: string) => {
  const found = metrics.data([0, 0], [1, 0]).find(({ descriptor }) => descriptor.name === name);
  assert.ok(found !== undefined);
  return found.dataPoints;
};

test("durations are in seconds, in the buckets that OpenTelemetry advises", () => {
  const metrics = new HttpMetrics();
  for (const durationMs of [5, 6, 10_001]) metrics.ended(recordWith({ durationMs }), runWith("/a"), TRAFFIC);
  const [point, ...others] = pointsOf(metrics, "http.server.request.duration");
  assert.equal(others.length, 0);
  assert.deepEqual(point?.value, {
    buckets: {
      boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      counts: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    },
    sum: 10.012,
    count: 3,
  });
});

test("rows are bounded; what is over is counted in one that says so", () => {
  const metrics = new HttpMetrics();
  for (let index = 0; index < MAX_ROWS + 10; index++) metrics.ended(recordWith({}), runWith(`/a${index}`), TRAFFIC);
  metrics.ended(recordWith({}), runWith("/a0"), TRAFFIC);
  const points = pointsOf(metrics, "http.server.request.duration");
  assert.equal(points.length, MAX_ROWS + 1);
  assert.deepEqual(points.at(-1)?.attributes, { "otel.metric.overflow": true });
  const counts = points.map(({ value }) => (typeof value === "number" ? value : value.count));
  assert.deepEqual([counts[0], counts.at(-1)], [2, 10]);
});

test("what is in flight goes up and down by method and scheme; unknown methods are one", () => {
  const metrics = new HttpMetrics();
  for (const method of ["GET", "GET", "BREW", "EVIL"]) metrics.began(liveExchange({ method }));
  metrics.ended(recordWith({ method: "GET" }), runWith("/a"), TRAFFIC);
  assert.deepEqual(
    pointsOf(metrics, "http.server.active_requests").map(({ attributes, value }) => [attributes["http.request.method"], value]),
    [
      ["GET", 1],
      ["_OTHER", 2],
    ],
  );
});
