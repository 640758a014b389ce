/** The gateway's side of traces and metrics: every exchange's place in its trace and, where a collector is configured, what it is told of exchanges. */
import type { Telemetry } from "../adapters/otlp/telemetry.ts";
import type { Metrics } from "../adapters/metrics.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { VERSION } from "../adapters/version.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import type { CidrSet } from "../codec/cidr.ts";
import { uuid7Source } from "../codec/uuid7.ts";
import type { LiveExchange } from "../engine/exchange.ts";
import type { Traffic } from "../engine/record_of.ts";
import type { ExchangeRun } from "../engine/run.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { type TraceContext, traceSource } from "../message/traceparent.ts";
import type { Notices } from "./notices.ts";

const { clock, random } = SYSTEM_DEPS;
/** How long the end of the gateway waits for what is still to be sent. */
const FLUSH_MS = 5_000;

export class GatewayTelemetry {
  private readonly metrics: Metrics;
  private readonly notices: Notices;
  private telemetry: Telemetry | null = null;
  private traceOf = traceSource(random, null);

  constructor(metrics: Metrics, notices: Notices) {
    this.metrics = metrics;
    this.notices = notices;
  }

  /** Before the first exchange. Why the late import: who sends nothing loads nothing. */
  async start({ config, collector }: GatewaySources, trusted: CidrSet): Promise<void> {
    if (config.telemetry === null) return;
    const { endpoint } = config.telemetry.otlp;
    const { Telemetry } = await import("../adapters/otlp/telemetry.ts");
    this.telemetry = new Telemetry({
      options: config.telemetry,
      ...collector,
      version: VERSION,
      instance: uuid7Source(clock, random)(),
      random,
      nowMs: () => clock.nowMs(),
      isTrustedProxy: (peer) => trusted.has(peer),
      own: () => this.metrics.values(),
      onState: (signal, failure) => this.notices.telemetryState(signal, endpoint, failure),
      onError: (error) => this.notices.broke("telemetry", error),
    });
    this.traceOf = traceSource(random, this.telemetry.sampling);
  }

  /** An exchange begins: its place in its trace. */
  begin(exchange: LiveExchange): TraceContext {
    this.telemetry?.began(exchange);
    return this.traceOf(exchange.headers, exchange.client.peerAddress);
  }

  /** An exchange is over. */
  offer(record: ExchangeRecord, run: ExchangeRun, traffic: Traffic): void {
    this.telemetry?.offer(record, run, traffic);
  }

  losses(): readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[] {
    return (this.telemetry?.losses ?? []).map(({ signal, reason, count }) => [{ signal, reason }, count] as const);
  }

  async close(): Promise<void> {
    await this.telemetry?.close(FLUSH_MS);
  }
}
