/** The metrics of one process on their way to another, and those of several as one: counters and histograms summed, gauges as each says of itself. */
import { AggregatorRegistry } from "prom-client";
import { z } from "zod";

export interface MetricSnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly aggregator: "omit" | "sum" | "first" | "min" | "max" | "average";
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
    readonly metricName?: string | undefined;
  }[];
}

/** One row of the durations of exchanges. */
export interface DurationSnapshot {
  /** As they are written: `api="shop",operation="listOrders",...`. */
  readonly labels: string;
  readonly sumMs: number;
  /** One more than bounds. */
  readonly buckets: readonly number[];
}

export interface MetricsSnapshot {
  readonly metrics: readonly MetricSnapshot[];
  readonly durations: readonly DurationSnapshot[];
}

const metric: z.ZodType<MetricSnapshot> = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(["counter", "gauge", "histogram", "summary"]),
  aggregator: z.enum(["omit", "sum", "first", "min", "max", "average"]),
  values: z.array(
    z.object({ labels: z.record(z.string(), z.union([z.string(), z.number()])), value: z.number(), metricName: z.string().optional() }),
  ),
});
const withValues = z.looseObject({ values: z.array(z.looseObject({ value: z.unknown() })) });

export const metricsSnapshot: z.ZodType<MetricsSnapshot> = z.strictObject({
  metrics: z.array(metric),
  durations: z.array(z.strictObject({ labels: z.string(), sumMs: z.number().min(0), buckets: z.array(z.int().min(0)) })),
});

/** What `Registry.getMetricsAsJSON` gives, as a snapshot. What is no finite number is not known yet, and left out: JSON has no word for it. */
export function toSnapshot(metrics: readonly unknown[]): readonly MetricSnapshot[] {
  return metrics.map((each) => {
    const { values, ...rest } = withValues.parse(each);
    return metric.parse({ ...rest, values: values.filter(({ value }) => Number.isFinite(value)) });
  });
}

/** Of the metrics that prom-client keeps, in its text format. */
export async function sumText(snapshots: readonly (readonly MetricSnapshot[])[]): Promise<string> {
  return await AggregatorRegistry.aggregate([...snapshots]).metrics();
}

/** What goes on to count when the process is gone whose snapshot `ended` is; `before`: those that were gone already. */
export async function retire(before: MetricsSnapshot, ended: MetricsSnapshot): Promise<MetricsSnapshot> {
  const counters = [before, ended].map(({ metrics }) =>
    metrics.filter(({ type, aggregator }) => type !== "gauge" && aggregator !== "omit"),
  );
  return {
    metrics: toSnapshot(await AggregatorRegistry.aggregate(counters).getMetricsAsJSON()),
    durations: sumDurations([before.durations, ended.durations]),
  };
}

export function sumDurations(all: readonly (readonly DurationSnapshot[])[]): readonly DurationSnapshot[] {
  const byLabels = new Map<string, DurationSnapshot>();
  for (const each of all.flat()) {
    const { labels, sumMs, buckets } = byLabels.get(each.labels) ?? { labels: each.labels, sumMs: 0, buckets: [] };
    byLabels.set(labels, {
      labels,
      sumMs: sumMs + each.sumMs,
      buckets: each.buckets.map((count, index) => count + (buckets[index] ?? 0)),
    });
  }
  return [...byLabels.values()];
}
