/**
 * Workers that serve in the place of this process: started on its sockets, told what changes, summed up where figures are asked for, and started anew when one ends.
 * The order of what a worker hears is the order in which it was said.
 */
import type { AcmeCertificates } from "../../adapters/acme/acme_certificates.ts";
import type { Challenges, ShownChallenges } from "../../adapters/acme/challenges.ts";
import type { EventStore } from "../../adapters/event_store/event_store.ts";
import { HeldSockets, ListenError } from "../../adapters/listener/held_sockets.ts";
import { addressKey, type InheritedSockets } from "../../adapters/listener/inherited_sockets.ts";
import type { TicketKeys } from "../../adapters/listener/ticket_keys.ts";
import type { Metrics } from "../../adapters/metrics.ts";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import { WorkerCounts } from "../../adapters/workers/counts.ts";
import type { FromWorker, ToWorker } from "../../adapters/workers/messages.ts";
import type { ModeOverride, ModeOverrides } from "../../events/modes.ts";
import type { Issue } from "../../kernel/issue.ts";
import { randomSeed } from "../../limit/random_seed.ts";
import type { CaptureWindows } from "../capture_windows.ts";
import type { GatewayLogs } from "../gateway_logs.ts";
import type { InForce } from "../gateway_options.ts";
import { listenIssue } from "../issues.ts";
import type { Notices } from "../notices.ts";
import type { WorkerStanding } from "../../admin/contract.ts";
import type { ServingSide } from "../serving_side.ts";
import { WorkerFigures } from "./worker_figures.ts";
import { WorkerOutput } from "./worker_output.ts";
import { WorkerProcess } from "./worker_process.ts";

const { clock, random } = SYSTEM_DEPS;

export interface WorkerPoolPorts {
  /** Arguments of this runtime that start this program again. */
  readonly command: readonly string[];
  readonly notices: Notices;
  readonly logs: Pick<GatewayLogs, "exchanges" | "writeOwn">;
  readonly store: EventStore | null;
  readonly metrics: Metrics;
  /** Those that operators set. */
  readonly modes: Pick<ModeOverrides, "list">;
  readonly tickets: TicketKeys;
  readonly captures: Pick<CaptureWindows, "open">;
  readonly challenges: Challenges;
  readonly acme: AcmeCertificates;
  readonly sockets: InheritedSockets;
}

/** How long a worker may take to compile and swap. */
const RELOAD_MS = 60_000;
const METRICS_MS = 3_000;
const CHALLENGE_MS = 5_000;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 10_000;
/** Who served for so long did not fail for how it was started. */
const SERVED_MS = 10_000;
/** How long workers may take to end beyond the exchanges under way. */
const END_MS = 5_000;

export class WorkerPool implements ServingSide {
  ports: readonly number[] = [];
  restarts = 0;
  private readonly given: WorkerPoolPorts;
  private readonly count: number;
  private inForce: InForce;
  private held: HeldSockets | null = null;
  private readonly counts = new WorkerCounts(randomSeed(random), () => clock.monotonicMs());
  private readonly output: WorkerOutput;
  /** All that run, those that are to end among them. */
  private readonly running = new Set<WorkerProcess>();
  /** Failures to serve one after another, by number of the worker. */
  private readonly failures = new Map<number, number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly figures = new WorkerFigures();
  private listening = false;
  private stopping = false;
  private readonly atExit = (): void => {
    for (const worker of this.running) worker.kill("the primary ended");
  };

  constructor(given: WorkerPoolPorts, first: InForce, count: number) {
    this.given = given;
    this.count = count;
    this.inForce = first;
    // Why here, where nothing is captured: that makes the key, once, before workers look for it.
    given.captures.open(first.sources);
    this.output = new WorkerOutput(given);
    given.acme.use(first.sources.tls);
    process.on("exit", this.atExit);
  }

  async prepare(): Promise<void> {}

  async listen(): Promise<Issue | null> {
    const { listen } = this.inForce.sources.config;
    const addresses = listen.map(({ address }) => address);
    try {
      const inherited = addresses.map((address) => this.given.sockets.take("listen", addressKey(address)));
      this.held = await HeldSockets.open(addresses, inherited);
    } catch (error) {
      const index = error instanceof ListenError ? error.index : 0;
      return listenIssue((listen[index] ?? listen[0]).address, "/listen", error);
    }
    this.ports = this.held.sockets.map(({ port }) => port);
    const started = await Promise.all(Array.from({ length: this.count }, (_none, index) => this.spawn(index + 1).started));
    this.listening = true;
    if (started.includes(null)) {
      for (const [index, issues] of started.entries()) if (issues !== null) this.startAgain(index + 1);
      return null;
    }
    const first = started.flatMap((issues) => issues ?? []).find(({ severity }) => severity === "error");
    const message = "no worker could be started; the lines above say why";
    return first ?? { severity: "error", code: "workers.failed", message, file: null, pointer: "/workers", line: null, column: null };
  }

  ready(): boolean {
    return !this.stopping && this.serving().length > 0;
  }

  async use(next: InForce): Promise<void> {
    this.inForce = next;
    this.given.captures.open(next.sources);
    this.given.acme.use(next.sources.tls);
    const { id } = next.generation;
    await Promise.all([...this.running].filter(({ leaving }) => !leaving).map((worker) => this.reload(worker, id)));
  }

  renewTls(): void {
    this.tell({ kind: "certificates" });
  }

  /** Modes that operators set, from here on. */
  useModes(overrides: readonly ModeOverride[]): void {
    this.tell({ kind: "modes", overrides });
  }

  /** Resolves when all workers show these, or had time to. */
  async show(challenges: ShownChallenges): Promise<void> {
    await Promise.all(
      [...this.running].map((worker) => worker.ask((ticket) => ({ kind: "challenges", ticket, challenges }), CHALLENGE_MS)),
    );
  }

  descriptors(): readonly (number | null)[] {
    return this.held?.sockets.map(({ fd }) => fd) ?? [];
  }

  async drain(withinMs: number): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.tell({ kind: "drain", withinMs });
    await this.held?.close();
    const all = [...this.running];
    const timer = setTimeout(() => {
      for (const worker of all) worker.kill("it did not end in time");
    }, withinMs + END_MS);
    await Promise.all(all.map(({ gone }) => gone));
    clearTimeout(timer);
    await this.figures.settled();
    process.off("exit", this.atExit);
  }

  async close(): Promise<void> {}

  keysFetched(): void {}

  async metricsText(): Promise<string> {
    const workers = this.serving();
    await Promise.all(workers.map((worker) => worker.ask((ticket) => ({ kind: "metrics", ticket }), METRICS_MS)));
    const own = await this.given.metrics.snapshot();
    return await this.figures.text(own, () => [...this.running].flatMap(({ lastMetrics }) => lastMetrics ?? []));
  }

  workers(): readonly WorkerStanding[] {
    const all = [...this.running].filter(({ leaving }) => !leaving).toSorted((one, other) => one.number - other.number);
    return all.map(({ number, pid, generation }) => ({ worker: number, pid, generation }));
  }

  private serving(): readonly WorkerProcess[] {
    return [...this.running].filter(({ serves, leaving }) => serves && !leaving);
  }

  private tell(message: ToWorker): void {
    for (const worker of this.running) worker.send(message);
  }

  private spawn(number: number): WorkerProcess {
    const { command, tickets, challenges, modes } = this.given;
    const generation = this.inForce.generation.id;
    const start = {
      kind: "start",
      worker: number,
      workers: this.count,
      generation,
      tickets: tickets.handOver(),
      overrides: modes.list(),
      challenges: challenges.shown(),
    } as const;
    const addresses = this.inForce.sources.config.listen.map(({ address }) => addressKey(address));
    const sockets = { held: this.held?.sockets ?? [], addresses };
    const worker = new WorkerProcess(command, sockets, start, this.counts.hold(), clock.monotonicMs(), {
      onMessage: (from, message, body) => this.take(from, message, body),
      onGone: (gone, fault) => this.gone(gone, fault),
    });
    this.running.add(worker);
    void worker.started.then((issues) => {
      if (issues === null) worker.generation ??= generation;
      else for (const { message } of issues) this.given.notices.workerFailed(number, message);
    });
    return worker;
  }

  /** A worker that can't take what this process could is replaced: it ends what is under way, and another begins with what holds now. */
  private async reload(worker: WorkerProcess, generation: number): Promise<void> {
    await worker.started;
    const answer = await worker.ask((ticket) => ({ kind: "reload", ticket, generation }), RELOAD_MS);
    if (answer?.kind === "reloaded" && answer.swapped) {
      worker.generation = generation;
      return;
    }
    if (worker.leaving || this.stopping || !this.running.has(worker)) return;
    worker.leaving = true;
    this.given.notices.workerReplaced(worker.number);
    worker.send({ kind: "drain", withinMs: RELOAD_MS });
    await this.spawn(worker.number).started;
  }

  private gone(worker: WorkerProcess, fault: string | null): void {
    this.running.delete(worker);
    const lost = worker.begun - worker.received;
    if (lost > 0) this.output.lost(lost);
    this.figures.retire(worker.lastMetrics);
    if (this.stopping || worker.leaving) return;
    this.given.notices.workerEnded(worker.number, worker.pid, fault ?? "", Math.max(0, lost));
    // At the start it is `listen` that goes on, or gives up.
    if (!this.listening && worker.generation === null) return;
    const served = worker.generation !== null && clock.monotonicMs() - worker.startedAtMs >= SERVED_MS;
    const failures = served ? 0 : (this.failures.get(worker.number) ?? 0);
    this.failures.set(worker.number, failures);
    this.startAgain(worker.number);
  }

  /** After a while that doubles with each failure. */
  private startAgain(number: number): void {
    const failures = this.failures.get(number) ?? 0;
    this.failures.set(number, failures + 1);
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.restarts++;
        this.spawn(number);
      },
      Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** Math.min(failures, 10)),
    );
    this.timers.add(timer);
  }

  private take(from: WorkerProcess, message: FromWorker, body: Uint8Array): void {
    switch (message.kind) {
      case "records":
      case "lines":
      case "lost":
      case "said":
      case "capture":
        this.output.take(message, body, this.inForce.sources.config.log);
        return;
      case "tell":
        if (message.failures.length > 0 || message.charges.length > 0)
          for (const other of this.running)
            if (other !== from) other.send({ kind: "heard", failures: message.failures, charges: message.charges });
        return;
      // Between the worker and its process alone.
      case "serving":
      case "failed":
      case "reloaded":
      case "shown":
      case "metrics":
      case "ask":
    }
  }
}
