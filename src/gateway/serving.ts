/** What serves exchanges in a process: listeners, upstreams, and the generation that new exchanges begin with. What is one per gateway is given to it. */
import type { AcmeCertificates } from "../adapters/acme/acme_certificates.ts";
import type { Challenges } from "../adapters/acme/challenges.ts";
import type { Generations } from "../adapters/generations.ts";
import type { GatewayKeys } from "../adapters/gateway_keys.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import { ConnectionCounts } from "../adapters/listener/connection_counts.ts";
import { addressKey, type InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import { Listener } from "../adapters/listener/listener.ts";
import type { TicketKeySource } from "../adapters/listener/ticket_keys.ts";
import { LOOP_LOAD } from "../adapters/loop_load.ts";
import type { Metrics } from "../adapters/metrics.ts";
import type { RecordSink } from "../adapters/record_sink.ts";
import { type Edge, type EdgeCounters, newEdgeCounters } from "../adapters/serving/edge.ts";
import { cidrsOf, edgeLimits, forwardedPolicy } from "../adapters/serving/edge_options.ts";
import { registerServingMetrics } from "../adapters/serving_metrics.ts";
import { Sweeper } from "../adapters/sweeper.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { registerUpstreamMetrics } from "../adapters/upstreams/upstream_metrics.ts";
import { uuid7Source } from "../codec/uuid7.ts";
import type { Config } from "../config/config.ts";
import type { Issue } from "../kernel/issue.ts";
import { KeptBytes } from "../limit/kept_bytes.ts";
import type { ModeSource } from "../kernel/trail.ts";
import type { CaptureWindows } from "./capture_windows.ts";
import type { InForce } from "./gateway_options.ts";
import { GatewayTelemetry } from "./gateway_telemetry.ts";
import { GatewayUpstreams } from "./gateway_upstreams.ts";
import { listenIssue } from "./issues.ts";
import type { Notices } from "./notices.ts";
import { KeyFetches } from "./readings.ts";
import type { WorkerStanding } from "../admin/contract.ts";
import type { ServingSide } from "./serving_side.ts";

const { clock, random } = SYSTEM_DEPS;

/** What of the gateway is not its own. */
export interface ServingPorts {
  readonly notices: Notices;
  readonly metrics: Metrics;
  readonly modes: ModeSource;
  readonly sink: Pick<RecordSink, "offer">;
  readonly captures: Pick<CaptureWindows, "open" | "offer">;
  readonly tickets: TicketKeySource;
  readonly challenges: Challenges;
  readonly acme: Pick<AcmeCertificates, "use" | "serve">;
  readonly sockets: InheritedSockets;
  readonly generations: Pick<Generations, "undeclared">;
  readonly keys: Pick<GatewayKeys, "warm">;
  /** Told when an exchange begins, where somebody else must know. */
  readonly onBegin?: () => void;
}

export class Serving implements ServingSide {
  /** By listener of the configuration. */
  ports: readonly number[] = [];
  readonly restarts = 0;
  private readonly given: ServingPorts;
  private inForce: InForce;
  private readonly telemetry: GatewayTelemetry;
  private readonly keyFetches = new KeyFetches();
  private readonly sweeper: Sweeper;
  private readonly upstreams: GatewayUpstreams;
  private readonly listeners: readonly Listener[];
  private readonly counters: EdgeCounters = newEdgeCounters();
  private readonly kept: KeptBytes;
  private draining = false;

  constructor(given: ServingPorts, first: InForce) {
    const { config, tls } = first.sources;
    this.given = given;
    given.acme.use(tls);
    this.inForce = first;
    const { notices, metrics } = given;
    this.telemetry = new GatewayTelemetry(metrics, notices);
    this.sweeper = new Sweeper(
      () => clock.monotonicMs(),
      (error) => notices.broke("deadline", error),
    );
    this.upstreams = new GatewayUpstreams(this.sweeper, notices);
    this.kept = new KeptBytes(config.protocol.bufferedBytes);
    LOOP_LOAD.aimFor(config.protocol.targetDelayMs);
    const edge = this.edge();
    const ports = { edge, counts: new ConnectionCounts(edge), tickets: given.tickets, challenges: given.challenges.validation };
    this.listeners = config.listen.map(({ address, http2, proxyFrom }, index) => {
      const material = tls[index] ?? null;
      return new Listener(ports, {
        ...address,
        name: `${index} ${address.host}:${address.port}`,
        tls: material === null ? null : given.acme.serve(material),
        http2,
        fd: given.sockets.take("listen", addressKey(address)),
        proxyFrom: proxyFrom === null ? null : cidrsOf(proxyFrom),
      });
    });
    registerServingMetrics(metrics, {
      inFlight: () => this.counters.inFlight,
      connections: () => this.counters.open,
      connectionsRefused: () => this.counters.refused,
      handshakesFailed: () => this.counters.handshakesFailed,
      http2Ended: () => [
        [{ reason: "flood" }, this.counters.flooded],
        [{ reason: "protocol" }, this.counters.http2Broken],
      ],
      http2Resets: () => this.counters.http2Resets,
      keptBytes: () => this.kept.bytes,
      websocketMessages: () => this.counters.websocketMessages,
      telemetryLost: () => this.telemetry.losses(),
      keyFetches: () => this.keyFetches.readings(),
      undeclared: () => given.generations.undeclared(),
      load: LOOP_LOAD,
    });
    registerUpstreamMetrics(metrics, this.upstreams);
  }

  /** Before anything listens. */
  async prepare(): Promise<void> {
    const { generation, sources } = this.inForce;
    await this.telemetry.start(sources, forwardedPolicy(sources.config).trusted);
    this.given.captures.open(sources);
    await this.upstreams.prepare(generation);
    this.upstreams.use(generation);
  }

  /** Null once everything listens, else the issue that kept it from listening. */
  async listen(): Promise<Issue | null> {
    for (const [index, listener] of this.listeners.entries()) {
      try {
        this.ports = [...this.ports, await listener.listen()];
      } catch (error) {
        const { listen } = this.inForce.sources.config;
        const { address } = listen[index] ?? listen[0];
        return listenIssue(address, "/listen", error);
      }
    }
    return null;
  }

  /** From here on exchanges begin with this generation. */
  async use(next: InForce): Promise<void> {
    // INVARIANT: before the swap, so that no request comes to a generation whose targets have no address yet.
    await this.upstreams.prepare(next.generation);
    this.upstreams.use(next.generation);
    this.inForce = next;
    this.given.acme.use(next.sources.tls);
    this.renewTls();
    this.given.captures.open(next.sources);
    await this.given.keys.warm();
  }

  /** Takes the certificates that there are now. Where a listener is new or has gone, a restart is needed, which was told. */
  renewTls(): void {
    const { config, tls } = this.inForce.sources;
    for (const [index, listener] of this.listeners.entries()) {
      const same = (at: number): boolean => config.listen[at] !== undefined && listener.listensOn(config.listen[at].address);
      const material = tls[same(index) ? index : config.listen.findIndex((_each, at) => same(at))] ?? null;
      if (material !== null) listener.renew(this.given.acme.serve(material));
    }
  }

  /** Of the listeners, in the order of the configuration; null where the system can't hand one over. */
  descriptors(): readonly (number | null)[] {
    return this.listeners.map(({ descriptor }) => descriptor);
  }

  /** From here on it is not ready, and connections end after the exchange they are in; resolves when all are over, or after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    this.draining = true;
    await Promise.all(this.listeners.map((listener) => listener.drain(withinMs)));
    this.upstreams.close();
    this.sweeper.close();
  }

  /** Sends what telemetry has left, once nothing more comes. */
  async close(): Promise<void> {
    await this.telemetry.close();
  }

  ready(): boolean {
    return !this.draining;
  }

  async metricsText(): Promise<string> {
    return await this.given.metrics.text();
  }

  workers(): readonly WorkerStanding[] {
    return [];
  }

  /** Told of every fetch of an issuer's keys. */
  keysFetched(status: IssuerStatus): void {
    this.keyFetches.count(status);
    this.given.notices.issuerKeys(status);
  }

  /** What connections see of the gateway. */
  private edge(): Edge {
    const { sweeper, counters, kept, telemetry } = this;
    const { sink, captures, notices, modes, challenges, onBegin } = this.given;
    const { pools, targets } = this.upstreams;
    const config = (): Config => this.inForce.sources.config;
    const receive = {
      nowMs: () => clock.nowMs(),
      nextId: uuid7Source(clock, random),
      modes,
      forwarded: forwardedPolicy(config()),
      challengeAnswer: challenges.answerTo,
    };
    const isDraining = (): boolean => this.draining;
    return {
      generation: () => this.inForce.generation,
      monotonicMs: () => clock.monotonicMs(),
      trace:
        onBegin === undefined
          ? (exchange) => telemetry.begin(exchange)
          : (exchange) => {
              onBegin();
              return telemetry.begin(exchange);
            },
      fault: (id, cause) => notices.broke("exchange", cause, { id }),
      offer: (record, run, traffic) => {
        sink.offer(record, run.exchange.headers, traffic);
        telemetry.offer(record, run, traffic);
        captures.offer(run.exchange, record);
      },
      limits: edgeLimits(config()),
      receive,
      sweeper,
      pools,
      upstreams: targets,
      counters,
      kept,
      get draining() {
        return isDraining();
      },
    };
  }
}
