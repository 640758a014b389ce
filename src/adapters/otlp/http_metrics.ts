/**
 * Metrics of exchanges under the names of OpenTelemetry's HTTP semantic conventions. At an exchange only plain numbers are counted up, in a row found by its
 * attributes; the metric data are made when they are sent. The number of rows is bounded, whatever callers do.
 */
import { type Attributes, type HrTime, ValueType } from "@opentelemetry/api";
import { AggregationTemporality, DataPointType, type HistogramMetricData, type MetricData } from "@opentelemetry/sdk-metrics";
import type { Traffic } from "../../engine/record_of.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { DURATION_BOUNDS_S } from "../metrics.ts";
import { clientErrorOf, methodOf, routeOf, serverErrorOf, versionOf } from "./http_attributes.ts";

/** Rows of one histogram; what is over is counted in one more, as the metrics SDK does with `otel.metric.overflow`. */
export const MAX_ROWS = 2_000;
const BOUNDS_MS: readonly number[] = DURATION_BOUNDS_S.map((bound) => bound * 1_000);
const OVERFLOW: Attributes = { "otel.metric.overflow": true };

interface Row {
  readonly attributes: Attributes;
  /** One more than bounds; the last for what is over all of them. */
  readonly counts: number[];
  sumMs: number;
  count: number;
}

class Durations {
  private readonly name: string;
  private readonly description: string;
  private readonly rows = new Map<string, Row>();

  constructor(name: string, description: string) {
    this.name = name;
    this.description = description;
  }

  /** `key` tells the rows apart; `attributes` is asked once for each. */
  add(key: string, ms: number, attributes: () => Attributes): void {
    const row = this.rows.get(key) ?? this.make(key, attributes);
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && ms > (BOUNDS_MS[bucket] ?? 0)) bucket++;
    row.counts[bucket] = (row.counts[bucket] ?? 0) + 1;
    row.sumMs += ms;
    row.count++;
  }

  data(startTime: HrTime, endTime: HrTime): HistogramMetricData {
    return {
      descriptor: { name: this.name, description: this.description, unit: "s", valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [...this.rows.values()].map(({ attributes, counts, sumMs, count }) => ({
        startTime,
        endTime,
        attributes,
        value: { buckets: { boundaries: [...DURATION_BOUNDS_S], counts: [...counts] }, sum: sumMs / 1_000, count },
      })),
    };
  }

  private make(key: string, attributes: () => Attributes): Row {
    const full = this.rows.size >= MAX_ROWS;
    const known = full ? this.rows.get("") : undefined;
    if (known !== undefined) return known;
    const row = {
      attributes: full ? OVERFLOW : attributes(),
      counts: Array.from({ length: BOUNDS_MS.length + 1 }, () => 0),
      sumMs: 0,
      count: 0,
    };
    this.rows.set(full ? "" : key, row);
    return row;
  }
}

export class HttpMetrics {
  private readonly server = new Durations("http.server.request.duration", "Duration of HTTP server requests.");
  private readonly client = new Durations("http.client.request.duration", "Duration of HTTP client requests.");
  /** In flight, by scheme and method. */
  private readonly active = new Map<string, number>();

  /** An exchange began. */
  began({ method, scheme }: LiveExchange): void {
    this.count(`${scheme} ${methodOf(method)}`, 1);
  }

  /** An exchange ended. */
  ended(record: ExchangeRecord, run: ExchangeRun, traffic: Traffic): void {
    const { scheme } = run.exchange;
    const method = methodOf(record.method);
    this.count(`${scheme} ${method}`, -1);
    const { api, status } = record;
    const route = routeOf(run);
    const failure = serverErrorOf(record);
    const { protocol } = traffic;
    this.server.add(`${method} ${status} ${protocol} ${scheme} ${failure ?? ""}\n${api ?? ""}\n${route ?? ""}`, record.durationMs, () => ({
      "http.request.method": method,
      "url.scheme": scheme,
      "network.protocol.version": protocol,
      ...(status > 0 ? { "http.response.status_code": status } : {}),
      ...(route === null ? {} : { "http.route": route }),
      ...(failure === null ? {} : { "error.type": failure }),
      ...(api === null ? {} : { "portcullis.api": api }),
    }));
    if (traffic.upstream !== null) this.asked(record, traffic.upstream, run, traffic);
  }

  data(startTime: HrTime, endTime: HrTime): readonly MetricData[] {
    return [
      this.server.data(startTime, endTime),
      this.client.data(startTime, endTime),
      {
        descriptor: {
          name: "http.server.active_requests",
          description: "Number of active HTTP server requests.",
          unit: "{request}",
          valueType: ValueType.INT,
        },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.SUM,
        isMonotonic: false,
        dataPoints: [...this.active].map(([key, value]) => {
          const [scheme = "", method = ""] = key.split(" ");
          return { startTime, endTime, attributes: { "http.request.method": method, "url.scheme": scheme }, value };
        }),
      },
    ];
  }

  private asked(
    record: ExchangeRecord,
    { hostname, port, scheme, protocol }: UpstreamTarget,
    { startedMs }: ExchangeRun,
    { upstreamAskedMs, upstreamEndedMs }: Traffic,
  ): void {
    const method = methodOf(record.method);
    const { upstreamStatus } = record;
    const failure = clientErrorOf(record);
    const version = versionOf(protocol);
    const endMs = upstreamEndedMs ?? startedMs + record.durationMs;
    this.client.add(
      `${method} ${upstreamStatus ?? ""} ${failure ?? ""} ${hostname} ${port} ${scheme} ${version}`,
      Math.max(0, endMs - upstreamAskedMs),
      () => ({
        "http.request.method": method,
        "server.address": hostname,
        "server.port": port,
        "url.scheme": scheme,
        "network.protocol.version": version,
        ...(upstreamStatus === null ? {} : { "http.response.status_code": upstreamStatus }),
        ...(failure === null ? {} : { "error.type": failure }),
      }),
    );
  }

  private count(key: string, by: number): void {
    this.active.set(key, (this.active.get(key) ?? 0) + by);
  }
}
