/** Traces and metrics for a collector: what a running gateway offers to it, and what became of that. Loaded only where the configuration asks for it. */
import type { HrTime } from "@opentelemetry/api";
import { ProtobufMetricsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { TelemetryOptions } from "../../config/telemetry_options.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { Traffic } from "../../engine/record_of.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { Random } from "../../kernel/deps.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { isSampled, type Sampling } from "../../message/traceparent.ts";
import type { HeaderLine } from "./header_lines.ts";
import { HttpMetrics } from "./http_metrics.ts";
import { OtlpSender, type Sent } from "./otlp_sender.ts";
import { type Loss, Outbox } from "./outbox.ts";
import type { MetricValues } from "../metrics.ts";
import { ownMetrics } from "./own_metrics.ts";
import { type SpanOrigin, spansOf } from "./spans_of.ts";

export type Signal = "traces" | "metrics";

export interface TelemetrySetting {
  readonly options: TelemetryOptions;
  readonly headers: readonly HeaderLine[];
  readonly ca: string | null;
  readonly version: string;
  /** Unique per process: `service.instance.id`. */
  readonly instance: string;
  readonly random: Random;
  readonly nowMs: () => number;
  readonly isTrustedProxy: (peer: string) => boolean;
  readonly own: () => Promise<readonly MetricValues[]>;
  /** Told once when exports of a signal begin to fail, and once (null) when they succeed again. */
  readonly onState: (signal: Signal, failure: string | null) => void;
  /** Told of a bug in here, which ends no exchange. */
  readonly onError: (error: unknown) => void;
}

/** Spans, and exports of metrics, that did not reach the collector. */
export interface TelemetryLoss {
  readonly signal: Signal;
  readonly reason: Loss;
  count: number;
}

export class Telemetry {
  /** Null where no traces are recorded. */
  readonly sampling: Sampling | null;
  readonly losses: readonly TelemetryLoss[] = [
    { signal: "traces", reason: "queue_full", count: 0 },
    { signal: "traces", reason: "export_failed", count: 0 },
    { signal: "traces", reason: "shutdown", count: 0 },
    { signal: "metrics", reason: "export_failed", count: 0 },
  ];
  private readonly setting: TelemetrySetting;
  private readonly sender: OtlpSender;
  private readonly origin: SpanOrigin;
  private readonly outbox: Outbox<ReadableSpan>;
  private readonly metrics: HttpMetrics | null;
  private readonly startTime: HrTime;
  private readonly failing: Record<Signal, boolean> = { traces: false, metrics: false };
  /** Aborted when the end has waited long enough. */
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private exporting: Promise<void> | null = null;

  constructor(setting: TelemetrySetting) {
    const { otlp, resource } = setting.options;
    this.setting = setting;
    this.sampling = otlp.traces === null ? null : { ratio: otlp.traces.ratio, follows: FOLLOWS[otlp.traces.follow](setting) };
    this.sender = new OtlpSender({ endpoint: otlp.endpoint, headers: setting.headers, ca: setting.ca, timeoutMs: otlp.timeoutMs });
    this.origin = {
      resource: resourceFromAttributes({
        "service.version": setting.version,
        "service.instance.id": setting.instance,
        "telemetry.sdk.name": "portcullis",
        "telemetry.sdk.language": "nodejs",
        "telemetry.sdk.version": setting.version,
        ...resource,
      }),
      scope: { name: "portcullis", version: setting.version },
    };
    this.outbox = new Outbox<ReadableSpan>({
      send: (spans, signal) => this.sendSpans(spans, signal),
      lost: (count, reason) => this.lose("traces", reason, count),
      went: (failure) => this.went("traces", failure),
    });
    this.metrics = otlp.metrics === null ? null : new HttpMetrics();
    this.startTime = this.now();
    if (otlp.metrics !== null) this.timer = setInterval(() => void this.exportMetrics(), otlp.metrics.intervalMs).unref();
  }

  /** An exchange began. */
  began(exchange: LiveExchange): void {
    this.metrics?.began(exchange);
  }

  /** An exchange is over. Never throws. */
  offer(record: ExchangeRecord, run: ExchangeRun, traffic: Traffic): void {
    try {
      this.metrics?.ended(record, run, traffic);
      if (this.sampling !== null && isSampled(run.trace)) this.outbox.offer(spansOf(record, run, traffic, this.spanId(), this.origin));
    } catch (error) {
      this.setting.onError(error);
    }
  }

  /** Sends what waits and the metrics once more, for at most `withinMs`, and lets go of the connections. */
  async close(withinMs: number): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    const late = setTimeout(() => this.ending.abort(), withinMs);
    await Promise.all([this.outbox.close(withinMs), this.metrics === null ? null : this.lastMetrics()]);
    clearTimeout(late);
    await this.sender.close();
  }

  private async lastMetrics(): Promise<void> {
    await this.exporting;
    if (!this.ending.signal.aborted) await this.exportMetrics();
  }

  private async sendSpans(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<{ sent: Sent; rejected: number }> {
    try {
      const body = ProtobufTraceSerializer.serializeRequest([...spans]);
      if (body === undefined) return { sent: { kind: "refused", reason: "the spans could not be written" }, rejected: 0 };
      const sent = await this.sender.send("v1/traces", body, signal);
      const rejected = rejectedOf(sent, (answer) => ProtobufTraceSerializer.deserializeResponse(answer).partialSuccess?.rejectedSpans);
      return { sent, rejected };
    } catch (error) {
      this.setting.onError(error);
      return { sent: { kind: "refused", reason: "the export broke" }, rejected: 0 };
    }
  }

  /** One at a time: a collector that is slower than the interval is not asked twice. Cumulative, so what one export lost the next one has. */
  private exportMetrics(): Promise<void> {
    this.exporting ??= this.sendMetrics().finally(() => {
      this.exporting = null;
    });
    return this.exporting;
  }

  private async sendMetrics(): Promise<void> {
    let failure: string | null = null;
    try {
      const now = this.now();
      const own = ownMetrics(await this.setting.own(), this.startTime, now);
      const metrics = [...(this.metrics?.data(this.startTime, now) ?? []), ...own].filter(({ dataPoints }) => dataPoints.length > 0);
      const { resource, scope } = this.origin;
      const body = ProtobufMetricsSerializer.serializeRequest({ resource, scopeMetrics: [{ scope, metrics }] });
      const sent = body === undefined ? null : await this.sender.send("v1/metrics", body, this.ending.signal);
      if (sent === null || sent.kind !== "sent") failure = sent?.reason ?? "the metrics could not be written";
      else if (rejectedOf(sent, (answer) => ProtobufMetricsSerializer.deserializeResponse(answer).partialSuccess?.rejectedDataPoints) > 0)
        failure = "the collector did not keep some of the metrics";
    } catch (error) {
      this.setting.onError(error);
      failure = "the export broke";
    }
    if (failure !== null) this.lose("metrics", "export_failed", 1);
    this.went("metrics", failure);
  }

  private went(signal: Signal, failure: string | null): void {
    if (this.failing[signal] === (failure !== null)) return;
    this.failing[signal] = failure !== null;
    this.setting.onState(signal, failure);
  }

  private lose(signal: Signal, reason: Loss, count: number): void {
    const row = this.losses.find((each) => each.signal === signal && each.reason === reason);
    if (row !== undefined) row.count += count;
  }

  private spanId(): string {
    const id = Buffer.from(this.setting.random.bytes(8)).toString("hex");
    return /^0+$/u.test(id) ? "0000000000000001" : id;
  }

  private now(): HrTime {
    const ms = this.setting.nowMs();
    return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1_000_000)];
  }
}

/** How much of an export the collector did not keep (partial success). What it says besides, and an answer that can't be read, changes nothing. */
function rejectedOf(sent: Sent, read: (answer: Uint8Array) => number | undefined): number {
  if (sent.kind !== "sent" || sent.answer.length === 0) return 0;
  try {
    return read(sent.answer) ?? 0;
  } catch {
    return 0;
  }
}

/** Whose `sampled` flag decides. */
const FOLLOWS = {
  trusted_proxies: ({ isTrustedProxy }: TelemetrySetting) => isTrustedProxy,
  everyone: () => () => true,
  nobody: () => () => false,
} as const;
