/** The gateway's own metrics as OTLP has them: `portcullis_denied_total{guard,code}` of `/metrics` is the sum `portcullis.denied` with the same attributes. */
import { type HrTime, ValueType } from "@opentelemetry/api";
import { AggregationTemporality, DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";
import type { MetricValues } from "../metrics.ts";

const PREFIX = "portcullis_";

/** `portcullis.event_store_up` of `portcullis_event_store_up`; the type says what `_total` did. */
function nameOf({ kind, name }: MetricValues): string {
  const rest = name.slice(PREFIX.length);
  return `portcullis.${kind === "counter" ? rest.replace(/_total$/u, "") : rest}`;
}

/** Those that are the gateway's own; the others have names of their own by OpenTelemetry. */
export function ownMetrics(metrics: readonly MetricValues[], startTime: HrTime, endTime: HrTime): readonly MetricData[] {
  return metrics
    .filter(({ name }) => name.startsWith(PREFIX))
    .map((metric): MetricData => {
      const descriptor = { name: nameOf(metric), description: metric.help, unit: "1", valueType: ValueType.DOUBLE };
      const dataPoints = metric.values.map(({ labels, value }) => ({ startTime, endTime, attributes: { ...labels }, value }));
      const aggregationTemporality = AggregationTemporality.CUMULATIVE;
      return metric.kind === "counter"
        ? { descriptor, aggregationTemporality, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
        : { descriptor, aggregationTemporality, dataPointType: DataPointType.GAUGE, dataPoints };
    });
}
