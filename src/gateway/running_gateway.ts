/** A gateway that runs: what there is of it once. It loads, watches, logs, stores and is administered; exchanges are served by `serving.ts`. */
import { resolve } from "node:path";
import { Challenges } from "../adapters/acme/challenges.ts";
import { BreakGlass } from "../adapters/break_glass.ts";
import type { EventStore } from "../adapters/event_store/event_store.ts";
import type { KeyFileStatus } from "../adapters/file_key_store.ts";
import { FileWatch } from "../adapters/file_watch.ts";
import type { GatewayKeys } from "../adapters/gateway_keys.ts";
import { registerGatewayMetrics } from "../adapters/gateway_metrics.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import type { Generations } from "../adapters/generations.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import { type InheritedSocket, InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import { TicketKeys } from "../adapters/listener/ticket_keys.ts";
import type { TicketSecret } from "../adapters/listener/ticket_secret.ts";
import { Metrics } from "../adapters/metrics.ts";
import { RecordSink } from "../adapters/record_sink.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { VERSION } from "../adapters/version.ts";
import type { Operator } from "../admin/contract.ts";
import type { Config } from "../config/config.ts";
import { stateFile } from "../config/state_files.ts";
import type { Generation } from "../engine/plan.ts";
import type { AuditEvent } from "../events/journal.ts";
import type { Issue } from "../kernel/issue.ts";
import { GatewayAdmin } from "./admin_ports.ts";
import { AdminSide } from "./admin_side.ts";
import { CaptureWindows } from "./capture_windows.ts";
import { GatewayCertificates } from "./gateway_certificates.ts";
import { GatewayLogs } from "./gateway_logs.ts";
import { type GatewayOptions, type InForce, requestOf } from "./gateway_options.ts";
import { gatewayStore } from "./gateway_store.ts";
import { leftSockets, openSockets } from "./handed_sockets.ts";
import { judgeReload } from "./judge_reload.ts";
import { Notices } from "./notices.ts";
import { NO_STORE } from "./readings.ts";
import { type ReloadOutcome, Reloads } from "./reloads.ts";
import { Serving } from "./serving.ts";
import type { ServingSide } from "./serving_side.ts";
import { workersOf } from "./workers/share.ts";
import { WorkerPool } from "./workers/worker_pool.ts";

const { clock } = SYSTEM_DEPS;
/** How long `close` waits for exchanges under way. */
const DRAIN_MS = 30_000;

/** A gateway that runs. Made by `startGateway`. */
export class Gateway {
  private readonly options: GatewayOptions;
  private readonly generations: Generations;
  private readonly keys: GatewayKeys;
  private inForce: InForce;
  /** What it was started with: what it listens on does not change with a reload. */
  private readonly started: Pick<GatewaySources, "config" | "folder">;
  private readonly startedAtMs = clock.nowMs();
  private readonly sockets: InheritedSockets;
  private readonly metrics = new Metrics(true);
  private readonly logs: GatewayLogs;
  private readonly notices: Notices;
  private readonly store: EventStore | null;
  /** What is offered here; nothing where workers serve. */
  private readonly sink: RecordSink;
  private readonly breakGlass: BreakGlass;
  private readonly tickets: TicketKeys;
  private readonly certificates: GatewayCertificates;
  private readonly serving: ServingSide;
  private readonly reloads: Reloads;
  private readonly watch: FileWatch;
  private readonly admin: AdminSide;
  private closing: Promise<void> | null = null;

  constructor(options: GatewayOptions, generations: Generations, keys: GatewayKeys, first: InForce) {
    const { config, folder } = first.sources;
    this.options = options;
    this.sockets = options.sockets ?? new InheritedSockets();
    this.tickets = new TicketKeys(options.tickets ?? null);
    this.started = { config, folder };
    this.generations = generations;
    this.keys = keys;
    this.inForce = first;
    this.logs = new GatewayLogs(config.log, folder, options.print ?? null);
    this.notices = new Notices(this.logs.app);
    this.store = gatewayStore(first.sources, (error) => this.notices.storeHealth(error));
    let pool: WorkerPool | null = null;
    this.breakGlass = new BreakGlass({
      file: resolve(folder, stateFile(config, "modes.json")),
      clock,
      audit: (event) => this.audit(event),
      onChange: (overrides) => pool?.useModes(overrides),
      onError: (error) => this.notices.broke("modes", error),
    });
    const { onRecord } = options;
    this.sink = new RecordSink({
      store: this.store,
      log: this.logs.exchanges,
      format: config.log.format,
      metrics: this.metrics,
      ...(onRecord === undefined ? {} : { watch: onRecord }),
      onError: (error) => this.notices.broke("record", error),
    });
    const challenges = new Challenges(async (shown) => await pool?.show(shown));
    this.certificates = new GatewayCertificates({
      root: resolve(folder, stateFile(config, "acme")),
      challenges,
      clock,
      notices: this.notices,
      inFiles: () => this.inForce.sources.certificates,
      onOrdered: () => this.serving.renewTls(),
    });
    const { acme } = this.certificates;
    const { notices, metrics, tickets, sockets, store, sink, logs } = this;
    const captures = new CaptureWindows(store, (error) => notices.broke("capture", error));
    const { modes } = this.breakGlass;
    const workers = workersOf(config);
    if (workers === 1 || options.workerCommand === undefined)
      this.serving = new Serving({ notices, metrics, modes, sink, captures, tickets, challenges, acme, sockets, generations, keys }, first);
    else {
      const command = options.workerCommand;
      pool = new WorkerPool(
        { command, notices, logs, store, metrics, modes, captures, tickets, challenges, acme, sockets },
        first,
        workers,
      );
      this.serving = pool;
    }
    this.reloads = new Reloads({
      run: (by) => this.compileAndSwap(by),
      broke: (error) => this.notices.broke("reload", error),
      nowMs: () => clock.nowMs(),
      file: options.configPath,
    });
    this.watch = new FileWatch(
      () => void this.reload(),
      (watched, error) => this.notices.unwatched(watched, error),
    );
    const ports = new GatewayAdmin({
      configFile: options.configPath,
      startedAtMs: this.startedAtMs,
      ready: () => this.serving.ready(),
      config: () => this.config(),
      generation: () => this.generation(),
      lastReload: () => this.reloads.last,
      reload: (by) => this.reloads.request(by),
      metrics: { contentType: metrics.contentType, text: async () => await this.serving.metricsText() },
      workers: () => this.serving.workers(),
      store,
      breakGlass: this.breakGlass,
    });
    this.admin = new AdminSide(ports, (error) => notices.broke("admin", error));
    registerGatewayMetrics(this.metrics, {
      version: VERSION,
      events: () => this.store?.health() ?? NO_STORE,
      logLost: () => this.logs.lost,
      generation: () => this.inForce.generation.id,
      lastReload: () => this.reloads.last ?? { ok: true, atMs: this.startedAtMs },
      workers: () =>
        this.serving.workers().flatMap(({ worker, generation }) => (generation === null ? [] : [[{ worker: String(worker) }, generation]])),
      workerRestarts: () => this.serving.restarts,
      overrides: () => this.breakGlass.modes.list().length,
      certificates: () => this.certificates.readings(),
      acmeOrders: () => acme.orders(),
    });
  }

  /** By listener of the configuration. */
  get ports(): readonly number[] {
    return this.serving.ports;
  }

  /** Of the first listener. */
  get port(): number {
    return this.ports[0] ?? 0;
  }

  get adminPort(): number | null {
    return this.admin.port;
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
    await this.store?.start();
    await this.certificates.prepare();
    await this.serving.prepare();
    const failure =
      (await this.serving.listen()) ?? (await this.admin.start(this.inForce.sources, this.sockets)) ?? leftSockets(this.sockets);
    if (failure !== null) return failure;
    if (this.options.watch === true) this.watch.watch(this.inForce.sources.files);
    this.certificates.start();
    if (this.serving.workers().length === 0) await this.keys.warm();
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
    return openSockets(config, folder, this.serving.descriptors(), this.admin.open);
  }

  /** For a successor, so that sessions go on with it. */
  ticketSecret(): TicketSecret {
    return this.tickets.handOver();
  }

  /** As `close`, when a successor listens on the same sockets: from here on it alone takes connections, those to the admin API too. */
  async handOver(withinMs: number = DRAIN_MS): Promise<void> {
    await this.admin.leave();
    await this.close(withinMs);
  }

  /** Stops accepting, lets exchanges under way end for at most `withinMs`, and lets go of everything. */
  close(withinMs: number = DRAIN_MS): Promise<void> {
    this.closing ??= this.letGo(withinMs);
    return this.closing;
  }

  private async letGo(withinMs: number): Promise<void> {
    this.watch.close();
    this.breakGlass.close();
    await Promise.all([this.certificates.close(), this.serving.drain(withinMs)]);
    this.tickets.close();
    await this.admin.close();
    this.sink.close();
    await this.serving.close();
    await this.store?.close();
    await this.keys.close();
    await this.logs.close();
  }

  private async compileAndSwap(by: Operator | "gateway"): Promise<ReloadOutcome> {
    const compiled = await this.generations.compile(requestOf(this.options, false));
    const { next, issues } = judgeReload(compiled, this.started.config, this.options.configPath);
    const swapped = next !== null;
    this.audit({
      timeMs: clock.nowMs(),
      action: swapped ? "config.reloaded" : "config.reload_refused",
      by,
      detail: { issues: issues.length },
    });
    // Why those that were refused too: the mistake may be in one that is not in force, and its correction is waited for.
    const { files } = compiled;
    if (this.options.watch === true) this.watch.watch(swapped ? files : [...new Set([...this.inForce.sources.files, ...files])]);
    if (next !== null) {
      await this.serving.use(next);
      this.inForce = next;
      this.certificates.look();
    }
    this.options.onReload?.(issues, swapped);
    return { issues, swapped };
  }

  /** Told of every fetch of an issuer's keys. */
  keysFetched(status: IssuerStatus): void {
    this.serving.keysFetched(status);
  }

  /** Told whenever a file of API keys changed and was read again, or could not be. */
  keyFileRead(status: KeyFileStatus): void {
    this.notices.keyFile(status);
  }
}
