/** A worker: it serves exchanges on sockets that the primary holds, and has of everything else only what the primary tells it. */
import net from "node:net";
import { dirname, resolve } from "node:path";
import { AcmeCertificates } from "../../adapters/acme/acme_certificates.ts";
import { Challenges } from "../../adapters/acme/challenges.ts";
import { GatewayKeys } from "../../adapters/gateway_keys.ts";
import { type CompileResult, Generations } from "../../adapters/generations.ts";
import { InheritedSockets, type WorkerPlace } from "../../adapters/listener/inherited_sockets.ts";
import { TicketKeys } from "../../adapters/listener/ticket_keys.ts";
import { LOG_LEVELS, ownLog } from "../../adapters/log.ts";
import { Metrics } from "../../adapters/metrics.ts";
import { RecordSink } from "../../adapters/record_sink.ts";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import { Channel } from "../../adapters/workers/channel.ts";
import { toWorker } from "../../adapters/workers/decode_messages.ts";
import type { FromWorker, StartWorker, ToWorker } from "../../adapters/workers/messages.ts";
import { SharedCounts } from "../../adapters/workers/shared_counts.ts";
import { stateFile } from "../../config/state_files.ts";
import { ModeOverrides } from "../../events/modes.ts";
import { LOCKOUTS_ID } from "../../limit/lockout.ts";
import { SLOTS_ID } from "../../limit/concurrency.ts";
import { randomSeed } from "../../limit/random_seed.ts";
import { LIMIT_STATE_ID } from "../../limit/state.ts";
import { WORK_DEBTS_ID } from "../../limit/work_debts.ts";
import { CaptureWindows } from "../capture_windows.ts";
import { LEVELS } from "../gateway_logs.ts";
import { type GatewayOptions, type InForce, requestOf } from "../gateway_options.ts";
import { Notices } from "../notices.ts";
import { Serving } from "../serving.ts";
import { logsWhatIsStored, SentLines, SentRecords } from "./sent_records.ts";
import { shareOf } from "./share.ts";

const { clock, random } = SYSTEM_DEPS;
/** How long exchanges may take whose primary is gone. */
const ORPHAN_MS = 30_000;
/** Ticket of the metrics that are sent at the end without being asked for. */
const LAST_METRICS = 0;

type WorkerOptions = Pick<GatewayOptions, "configPath" | "online" | "adjust">;

/** Serves until the primary says that it is over, or is gone. */
export async function runWorker(place: WorkerPlace, options: WorkerOptions): Promise<void> {
  // Why ignored: signals of a terminal or a supervisor reach all processes, and the primary says what they mean.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const) process.on(signal, () => {});
  await new Worker(place, options).ended;
}

class Worker {
  readonly ended: Promise<void>;
  private readonly end: () => void;
  private readonly place: WorkerPlace;
  private readonly options: WorkerOptions;
  private readonly channel: Channel<ToWorker, FromWorker>;
  private readonly counts: SharedCounts;
  private running: Running | null = null;
  private ending = false;
  /** What is to be done one after another. */
  private work: Promise<void> = Promise.resolve();

  constructor(place: WorkerPlace, options: WorkerOptions) {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    this.ended = promise;
    this.end = end;
    this.place = place;
    this.options = options;
    this.counts = new SharedCounts(
      (message) => this.channel.send(message),
      () => clock.monotonicMs(),
      randomSeed(random),
    );
    this.channel = new Channel(new net.Socket({ fd: place.channelFd }), toWorker, {
      onMessage: (message) => this.take(message),
      onEnd: () => {
        this.counts.close();
        this.finish(ORPHAN_MS);
      },
    });
  }

  private take(message: ToWorker): void {
    switch (message.kind) {
      case "answer":
        this.counts.answered(message);
        return;
      case "heard":
        this.counts.heard(message);
        return;
      case "start":
        this.inTurn(() => this.start(message));
        return;
      case "reload":
        this.inTurn(async () => {
          const swapped = (await this.running?.reload(message.generation)) ?? false;
          this.channel.send({ kind: "reloaded", ticket: message.ticket, swapped });
        });
        return;
      case "modes":
        this.running?.modes.replace(message.overrides);
        return;
      case "challenges":
        this.running?.challenges.take(message.challenges);
        this.channel.send({ kind: "shown", ticket: message.ticket });
        return;
      case "certificates":
        this.running?.readCertificates();
        return;
      case "metrics":
        void this.sendMetrics(message.ticket);
        return;
      case "drain":
        this.finish(message.withinMs);
    }
  }

  private inTurn(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: unknown) => {
      // A worker that is in no state that anybody planned goes, and another comes.
      process.stderr.write(`worker ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    });
  }

  private async start(message: StartWorker): Promise<void> {
    const { running, issues } = await startServing(message, this.place, this.options, this.channel, this.counts);
    this.running = running;
    if (running === null) {
      this.channel.send({ kind: "failed", issues });
      await this.channel.close();
      this.end();
    } else if (!this.ending) this.channel.send({ kind: "serving" });
  }

  private async sendMetrics(ticket: number): Promise<void> {
    if (this.running !== null) this.channel.send({ kind: "metrics", ticket, snapshot: await this.running.metrics.snapshot() });
  }

  private finish(withinMs: number): void {
    if (this.ending) return;
    this.ending = true;
    this.inTurn(async () => {
      await this.running?.close(withinMs);
      this.counts.flush();
      await this.sendMetrics(LAST_METRICS);
      await this.channel.close();
      this.end();
    });
  }
}

/** Parts of a worker that serves. */
class Running {
  readonly modes: ModeOverrides;
  readonly challenges: Challenges;
  readonly metrics: Metrics;
  private readonly parts: RunningParts;

  constructor(parts: RunningParts) {
    this.parts = parts;
    this.modes = parts.modes;
    this.challenges = parts.challenges;
    this.metrics = parts.metrics;
  }

  /** False where the files can't be used, which the primary could a moment ago. */
  async reload(generation: number): Promise<boolean> {
    const compiled = await this.parts.compile(generation);
    const next = inForceOf(compiled);
    if (next !== null) await this.parts.serving.use(next);
    return next !== null;
  }

  readCertificates(): void {
    this.parts.acme.readFolder();
    this.parts.serving.renewTls();
  }

  async close(withinMs: number): Promise<void> {
    const { serving, sink, tickets, acme, keys } = this.parts;
    await Promise.all([acme.close(), serving.drain(withinMs)]);
    tickets.close();
    sink.close();
    await serving.close();
    await keys.close();
  }
}

interface RunningParts {
  readonly serving: Serving;
  readonly sink: RecordSink;
  readonly modes: ModeOverrides;
  readonly challenges: Challenges;
  readonly acme: AcmeCertificates;
  readonly tickets: TicketKeys;
  readonly keys: GatewayKeys;
  readonly metrics: Metrics;
  readonly compile: (generation: number) => Promise<CompileResult>;
}

function inForceOf({ generation, sources }: CompileResult): InForce | null {
  return generation === null || sources === null ? null : { generation, sources };
}

async function startServing(
  start: StartWorker,
  place: WorkerPlace,
  options: WorkerOptions,
  channel: Channel<ToWorker, FromWorker>,
  counts: SharedCounts,
): Promise<{ readonly running: Running | null; readonly issues: CompileResult["issues"] }> {
  let notices: Notices | null = null;
  let serving: Serving | null = null;
  const keys = new GatewayKeys(dirname(resolve(options.configPath)), {
    issuer: (status) => serving?.keysFetched(status),
    // That it was read, the primary tells.
    keyFile: (status) => (status.failure === null ? undefined : notices?.keyFile(status)),
  });
  const generations = new Generations(keys.services, (states) => {
    states.state(LIMIT_STATE_ID, () => counts);
    states.state(SLOTS_ID, () => counts);
    states.state(LOCKOUTS_ID, () => counts.lockouts);
    states.state(WORK_DEBTS_ID, () => counts.debts);
  });
  const { adjust = (config) => config } = options;
  const request = requestOf({ ...options, adjust: (config) => shareOf(adjust(config), start.workers) }, false);
  const compile = (generation: number): Promise<CompileResult> => generations.compile({ ...request, id: generation });
  const compiled = await compile(start.generation);
  const first = inForceOf(compiled);
  const issues = [...compiled.issues, ...keys.issues()];
  if (first === null || keys.issues().length > 0) {
    await keys.close();
    return { running: null, issues };
  }
  const { config, folder } = first.sources;
  const level = LEVELS[config.log.exchanges];
  const told = new Notices(ownLog(level, { worker: start.worker }, (line) => channel.send({ kind: "said", line })));
  notices = told;
  const metrics = new Metrics(true);
  const records = new SentRecords(channel);
  const same = logsWhatIsStored(config.log);
  const sink = new RecordSink({
    store: config.store === null && !same ? null : records,
    log: config.log.exchanges === "off" || same ? null : new SentLines(LOG_LEVELS[level], channel),
    format: config.log.format,
    metrics,
    onError: (error) => told.broke("record", error),
  });
  const modes = new ModeOverrides(clock, []);
  modes.replace(start.overrides);
  const challenges = new Challenges();
  challenges.take(start.challenges);
  const acme = new AcmeCertificates({
    root: resolve(folder, stateFile(config, "acme")),
    challenges,
    nowMs: () => clock.nowMs(),
    random: () => Math.random(),
    onChange: () => {},
    // The primary tells.
    onNotice: () => {},
  });
  const tickets = new TicketKeys(start.tickets);
  const captures = new CaptureWindows(config.store === null ? null : records, (error) => told.broke("capture", error));
  const sockets = new InheritedSockets(place.sockets);
  const begun = (): void => counts.begin();
  serving = new Serving(
    { notices: told, metrics, modes, sink, captures, tickets, challenges, acme, sockets, generations, keys, onBegin: begun },
    first,
  );
  await serving.prepare();
  const failure = await serving.listen();
  const running = new Running({ serving, sink, modes, challenges, acme, tickets, keys, metrics, compile });
  if (failure !== null) {
    await running.close(0);
    return { running: null, issues: [...issues, failure] };
  }
  await keys.warm();
  return { running, issues };
}
