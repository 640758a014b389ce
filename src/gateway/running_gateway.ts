/** A gateway that runs: it listens, reloads and drains. Its parts are put together here; what happens in an exchange is `engine/`. */
import { resolve } from "node:path";
import { CaptureWindows } from "./capture_windows.ts";
import { BreakGlass } from "../adapters/break_glass.ts";
import { type Admin, startAdmin } from "../admin/start_admin.ts";
import type { Operator } from "../admin/contract.ts";
import { EventStore } from "../adapters/event_store/event_store.ts";
import { AcmeCertificates } from "../adapters/acme/acme_certificates.ts";
import { Challenges } from "../adapters/acme/challenges.ts";
import { type FileCertificate, expiryReadings } from "../adapters/certificate_expiry.ts";
import { registerGatewayMetrics } from "../adapters/gateway_metrics.ts";
import type { KeyFileStatus } from "../adapters/file_key_store.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import { Metrics } from "../adapters/metrics.ts";
import { VERSION } from "../adapters/version.ts";
import { ExpiryWatch } from "../adapters/expiry_watch.ts";
import { FileWatch } from "../adapters/file_watch.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import type { Generations } from "../adapters/generations.ts";
import { ConnectionCounts } from "../adapters/listener/connection_counts.ts";
import { addressKey, type InheritedSocket, InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import { Listener } from "../adapters/listener/listener.ts";
import { TicketKeys } from "../adapters/listener/ticket_keys.ts";
import type { TicketSecret } from "../adapters/listener/ticket_secret.ts";
import type { TlsMaterial } from "../adapters/listener/tls_material.ts";
import { LOOP_LOAD } from "../adapters/loop_load.ts";
import type { GatewayKeys } from "../adapters/gateway_keys.ts";
import type { Edge, EdgeCounters } from "../adapters/serving/edge.ts";
import { cidrsOf, edgeLimits, forwardedPolicy } from "../adapters/serving/edge_options.ts";
import { RecordSink } from "../adapters/record_sink.ts";
import { Sweeper } from "../adapters/sweeper.ts";
import { registerUpstreamMetrics } from "../adapters/upstreams/upstream_metrics.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { uuid7Source } from "../codec/uuid7.ts";
import type { Config } from "../config/config.ts";
import { stateFile } from "../config/state_files.ts";
import type { Generation } from "../engine/plan.ts";
import type { AuditEvent } from "../events/journal.ts";
import { KeptBytes } from "../limit/kept_bytes.ts";
import { GatewayLogs } from "./gateway_logs.ts";
import { GatewayTelemetry } from "./gateway_telemetry.ts";
import { KeyFetches, NO_STORE } from "./readings.ts";
import { type GatewayOptions, requestOf } from "./gateway_options.ts";
import { adminSockets, leftSockets, openSockets } from "./handed_sockets.ts";
import { listenIssue, restartIssues } from "./issues.ts";
import { GatewayUpstreams } from "./gateway_upstreams.ts";
import { Notices } from "./notices.ts";
import { GatewayAdmin } from "./admin_ports.ts";
import { type ReloadOutcome, Reloads } from "./reloads.ts";
import type { Issue } from "../kernel/issue.ts";

const { clock } = SYSTEM_DEPS;
/** How long `close` waits for exchanges under way. */
const DRAIN_MS = 30_000;

export interface InForce {
  readonly generation: Generation;
  readonly sources: GatewaySources;
}

/** A gateway that runs. Made by `startGateway`. */
export class Gateway {
  /** By listener of the configuration. */
  ports: readonly number[] = [];
  adminPort: number | null = null;
  private readonly options: GatewayOptions;
  private readonly generations: Generations;
  private readonly keys: GatewayKeys;
  private inForce: InForce;
  private readonly breakGlass: BreakGlass;
  private readonly metrics = new Metrics(true);
  private readonly keyFetches = new KeyFetches();
  private readonly startedAtMs = clock.nowMs();
  private readonly captures: CaptureWindows;
  private admin: Admin | null = null;
  private readonly logs: GatewayLogs;
  private readonly notices: Notices;
  private readonly telemetry: GatewayTelemetry;
  private readonly store: EventStore | null;
  private readonly sink: RecordSink;
  private readonly sweeper = new Sweeper(
    () => clock.monotonicMs(),
    (error) => this.notices.broke("deadline", error),
  );
  private readonly upstreams: GatewayUpstreams;
  private readonly counters: EdgeCounters = {
    open: 0,
    accepted: 0,
    refused: 0,
    inFlight: 0,
    handshakesFailed: 0,
    flooded: 0,
    http2Broken: 0,
    http2Resets: 0,
    websocketMessages: { client: 0, server: 0 },
  };
  private readonly kept: KeptBytes;
  private readonly tickets: TicketKeys;
  private readonly challenges = new Challenges();
  private readonly acme: AcmeCertificates;
  private readonly listeners: readonly Listener[];
  private readonly watch: FileWatch;
  private readonly reloads: Reloads;
  private readonly sockets: InheritedSockets;
  /** What it was started with: what it listens on does not change with a reload. */
  private readonly started: Pick<GatewaySources, "config" | "folder">;
  private readonly expiry = new ExpiryWatch(
    () => this.certificates(),
    () => clock.nowMs(),
    (certificate, daysLeft) => this.notices.certificateExpires(certificate, daysLeft),
  );
  private draining = false;
  private closing: Promise<void> | null = null;

  constructor(options: GatewayOptions, generations: Generations, keys: GatewayKeys, first: InForce) {
    const { config, folder, tls } = first.sources;
    this.options = options;
    this.sockets = options.sockets ?? new InheritedSockets();
    this.tickets = new TicketKeys(options.tickets ?? null);
    this.started = { config, folder };
    this.generations = generations;
    this.keys = keys;
    this.inForce = first;
    this.logs = new GatewayLogs(config.log, folder, options.print ?? null);
    this.notices = new Notices(this.logs.app);
    this.telemetry = new GatewayTelemetry(this.metrics, this.notices);
    this.store =
      config.store === null
        ? null
        : new EventStore({
            file: resolve(folder, config.store.path),
            retention: { maxAgeMs: config.store.retentionMs, maxBytes: config.store.maxBytes },
            onHealth: (error) => this.notices.storeHealth(error),
          });
    this.breakGlass = new BreakGlass({
      file: resolve(folder, stateFile(config, "modes.json")),
      clock,
      audit: (event) => this.audit(event),
      onError: (error) => this.notices.broke("modes", error),
    });
    this.captures = new CaptureWindows(this.store, (error) => this.notices.broke("capture", error));
    const { onRecord } = options;
    this.sink = new RecordSink({
      store: this.store,
      log: this.logs.exchanges,
      format: config.log.format,
      metrics: this.metrics,
      ...(onRecord === undefined ? {} : { watch: onRecord }),
      onError: (error) => this.notices.broke("record", error),
    });
    this.upstreams = new GatewayUpstreams(this.sweeper, this.notices);
    LOOP_LOAD.aimFor(config.protocol.targetDelayMs);
    this.kept = new KeptBytes(config.protocol.bufferedBytes);
    const edge = this.edge();
    const counts = new ConnectionCounts(edge);
    this.acme = new AcmeCertificates({
      root: resolve(folder, stateFile(config, "acme")),
      challenges: this.challenges,
      nowMs: () => clock.nowMs(),
      random: () => Math.random(),
      onChange: () => {
        try {
          this.renewTls(this.inForce.sources);
        } catch (error) {
          this.notices.broke("certificate", error);
        }
      },
      onNotice: (notice) => this.notices.acme(notice),
    });
    this.acme.use(tls);
    const ports = { edge, counts, tickets: this.tickets, challenges: this.challenges.validation };
    this.listeners = config.listen.map(({ address, http2, proxyFrom }, index) => {
      const name = `${index} ${address.host}:${address.port}`;
      return new Listener(ports, {
        ...address,
        name,
        tls: this.served(tls[index]),
        http2,
        fd: this.sockets.take("listen", addressKey(address)),
        proxyFrom: proxyFrom === null ? null : cidrsOf(proxyFrom),
      });
    });
    this.reloads = new Reloads({
      run: (by) => this.compileAndSwap(by),
      broke: (error) => this.notices.broke("reload", error),
      nowMs: () => clock.nowMs(),
      file: options.configPath,
    });
    this.watch = new FileWatch(
      () => void this.reload(),
      (folder, error) => this.notices.unwatched(folder, error),
    );
    registerGatewayMetrics(this.metrics, {
      version: VERSION,
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
      events: () => this.store?.health() ?? NO_STORE,
      logLost: () => this.logs.lost,
      telemetryLost: () => this.telemetry.losses(),
      keyFetches: () => this.keyFetches.readings(),
      undeclared: () => this.generations.undeclared(),
      generation: () => this.inForce.generation.id,
      lastReload: () => this.reloads.last ?? { ok: true, atMs: this.startedAtMs },
      load: LOOP_LOAD,
      overrides: () => this.breakGlass.modes.list().length,
      certificates: () => expiryReadings(this.certificates()),
      acmeOrders: () => this.acme.orders(),
    });
    registerUpstreamMetrics(this.metrics, this.upstreams);
  }

  /** Of the first listener. */
  get port(): number {
    return this.ports[0] ?? 0;
  }

  /** The configuration in force. */
  config(): Config {
    return this.inForce.sources.config;
  }

  generation(): Generation {
    return this.inForce.generation;
  }

  /** Null once everything listens, else the issue that kept it from listening. */
  async start(): Promise<Issue | null> {
    await this.telemetry.start(this.inForce.sources, forwardedPolicy(this.config()).trusted);
    await this.store?.start();
    this.captures.open(this.inForce.sources);
    this.expiry.look();
    await this.acme.prepare();
    await this.upstreams.prepare(this.inForce.generation);
    this.upstreams.use(this.inForce.generation);
    const failure = (await this.startListeners()) ?? (await this.startAdmin()) ?? leftSockets(this.sockets);
    if (failure !== null) return failure;
    if (this.options.watch === true) this.watch.watch(this.inForce.sources.files);
    this.acme.start();
    await this.keys.warm();
    return null;
  }

  private async startListeners(): Promise<Issue | null> {
    for (const [index, listener] of this.listeners.entries()) {
      try {
        this.ports = [...this.ports, await listener.listen()];
      } catch (error) {
        const { address } = this.config().listen[index] ?? this.config().listen[0];
        return listenIssue(address, "/listen", error);
      }
    }
    return null;
  }

  private async startAdmin(): Promise<Issue | null> {
    const { config, folder, adminTls } = this.inForce.sources;
    const { admin } = config;
    if (admin === null) return null;
    const ports = new GatewayAdmin({
      configFile: this.options.configPath,
      startedAtMs: this.startedAtMs,
      ready: () => !this.draining,
      config: () => this.config(),
      generation: () => this.generation(),
      lastReload: () => this.reloads.last,
      reload: (by) => this.reloads.request(by),
      metrics: this.metrics,
      store: this.store,
      breakGlass: this.breakGlass,
    });
    try {
      this.admin = await startAdmin({
        ...admin.address,
        tls: adminTls === null ? null : { ...adminTls, minVersion: adminTls.minVersion === "TLSv1.3" ? "1.3" : "1.2" },
        tokenFile: resolve(folder, admin.tokenFile ?? stateFile(config, "admin-token")),
        socket: admin.socket === null ? null : resolve(folder, admin.socket),
        ...adminSockets(this.sockets, admin, folder),
        allowedHosts: admin.allowedHosts,
        ports,
        onError: (error) => this.notices.broke("admin", error),
      });
    } catch (error) {
      return listenIssue(admin.address, "/admin", error);
    }
    this.adminPort = this.admin.port;
    return null;
  }

  /** Compiles what the files say now and swaps it in; on any error the old generation stays. Resolves with what was found. */
  async reload(): Promise<readonly Issue[]> {
    return (await this.reloads.request("gateway")).issues;
  }

  /** Opens the files of the log again, which were moved away. */
  reopenLogs(): void {
    this.logs.reopen();
  }

  private audit(event: AuditEvent): void {
    this.store?.audit(event);
    this.notices.audited(event);
  }

  /** What it listens on, for a successor; null where the system can't hand over sockets. */
  openSockets(): readonly InheritedSocket[] | null {
    const { config, folder } = this.started;
    return openSockets(config, folder, this.listeners, this.admin);
  }

  /** For a successor, so that sessions go on with it. */
  ticketSecret(): TicketSecret {
    return this.tickets.handOver();
  }

  /** As `close`, when a successor listens on the same sockets: from here on it alone takes connections, those to the admin API too. */
  async handOver(withinMs: number = DRAIN_MS): Promise<void> {
    await this.admin?.leave();
    this.admin = null;
    await this.close(withinMs);
  }

  /** Stops accepting, lets exchanges under way end for at most `withinMs`, and lets go of everything. */
  close(withinMs: number = DRAIN_MS): Promise<void> {
    this.closing ??= this.letGo(withinMs);
    return this.closing;
  }

  private async letGo(withinMs: number): Promise<void> {
    this.draining = true;
    this.watch.close();
    this.breakGlass.close();
    await this.acme.close();
    await Promise.all(this.listeners.map((listener) => listener.drain(withinMs)));
    this.tickets.close();
    this.expiry.close();
    this.upstreams.close();
    this.sweeper.close();
    await this.admin?.close();
    this.sink.close();
    await this.telemetry.close();
    await this.store?.close();
    await this.keys.close();
    await this.logs.close();
  }

  private async compileAndSwap(by: Operator | "gateway"): Promise<ReloadOutcome> {
    const { generation, sources, issues, files } = await this.generations.compile(requestOf(this.options, false));
    const swapped = generation !== null && sources !== null;
    const all = swapped ? [...issues, ...restartIssues(this.inForce.sources.config, sources.config, this.options.configPath)] : issues;
    this.audit({
      timeMs: clock.nowMs(),
      action: swapped ? "config.reloaded" : "config.reload_refused",
      by,
      detail: { issues: all.length },
    });
    // Why those that were refused too: the mistake may be in one that is not in force, and its correction is waited for.
    if (this.options.watch === true) this.watch.watch(swapped ? files : [...new Set([...this.inForce.sources.files, ...files])]);
    if (swapped) {
      // INVARIANT: before the swap, so that no request comes to a generation whose targets have no address yet.
      await this.upstreams.prepare(generation);
      this.upstreams.use(generation);
      this.inForce = { generation, sources };
      this.acme.use(sources.tls);
      this.renewTls(sources);
      this.expiry.look();
      this.captures.open(sources);
      await this.keys.warm();
    }
    this.options.onReload?.(all, swapped);
    return { issues: all, swapped };
  }

  /** Takes the certificates that the files hold now. Where a listener is new or has gone, a restart is needed, which was told. */
  private renewTls({ config, tls }: GatewaySources): void {
    for (const [index, listener] of this.listeners.entries()) {
      const same = (at: number): boolean => config.listen[at] !== undefined && listener.listensOn(config.listen[at].address);
      const material = tls[same(index) ? index : config.listen.findIndex((_each, at) => same(at))] ?? null;
      if (material !== null) listener.renew(this.acme.serve(material));
    }
  }

  private served(material: TlsMaterial | null | undefined): TlsMaterial | null {
    return material === null || material === undefined ? null : this.acme.serve(material);
  }

  private certificates(): readonly FileCertificate[] {
    return [...this.inForce.sources.certificates, ...this.acme.certificates()];
  }

  /** Told of every fetch of an issuer's keys. */
  keysFetched(status: IssuerStatus): void {
    this.keyFetches.count(status);
    this.notices.issuerKeys(status);
  }

  /** Told whenever a file of API keys changed and was read again, or could not be. */
  keyFileRead(status: KeyFileStatus): void {
    this.notices.keyFile(status);
  }

  /** What connections see of the gateway. */
  private edge(): Edge {
    const { sink, sweeper, counters, kept, telemetry } = this;
    const { pools, targets } = this.upstreams;
    const config = (): Config => this.inForce.sources.config;
    const receive = {
      nowMs: () => clock.nowMs(),
      nextId: uuid7Source(clock, SYSTEM_DEPS.random),
      modes: this.breakGlass.modes,
      forwarded: forwardedPolicy(config()),
      challengeAnswer: this.challenges.answerTo,
    };
    const isDraining = (): boolean => this.draining;
    return {
      generation: () => this.inForce.generation,
      monotonicMs: () => clock.monotonicMs(),
      trace: (exchange) => telemetry.begin(exchange),
      fault: (id, cause) => this.notices.broke("exchange", cause, { id }),
      offer: (record, run, traffic) => {
        sink.offer(record, run.exchange.headers, traffic);
        telemetry.offer(record, run, traffic);
        this.captures.offer(run.exchange, record);
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
