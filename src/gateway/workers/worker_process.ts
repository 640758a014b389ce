/** One worker as the primary sees it: its process, what they say to each other, and what is counted for it. Ends once, however it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import net from "node:net";
import { WORKER_VARIABLE, type WorkerPlace } from "../../adapters/listener/inherited_sockets.ts";
import type { HeldSocket } from "../../adapters/listener/held_sockets.ts";
import type { MetricsSnapshot } from "../../adapters/metrics_snapshot.ts";
import { Channel } from "../../adapters/workers/channel.ts";
import type { HeldCounts } from "../../adapters/workers/counts.ts";
import { fromWorker } from "../../adapters/workers/decode_messages.ts";
import type { FromWorker, StartWorker, ToWorker } from "../../adapters/workers/messages.ts";
import type { Issue } from "../../kernel/issue.ts";

export interface WorkerEvents {
  /** What concerns more than this worker. */
  readonly onMessage: (worker: WorkerProcess, message: FromWorker, body: Uint8Array) => void;
  /** `fault`: why it was ended, where it did not end by itself. All that it sent was taken before. */
  readonly onGone: (worker: WorkerProcess, fault: string | null) => void;
}

export interface WorkerSockets {
  readonly held: readonly HeldSocket[];
  /** By which the worker finds each. */
  readonly addresses: readonly string[];
}

const FIRST_FD = 3;
/** How long a worker may take to serve; issuers may be slow to give their keys. */
const START_MS = 60_000;
/** How long a process may last that says nothing any more. */
const LAST_MS = 2_000;

/** Answers that are waited for. */
interface Waiting {
  readonly settle: (answer: FromWorker | null) => void;
  readonly timer: NodeJS.Timeout;
}

export class WorkerProcess {
  readonly number: number;
  readonly counts: HeldCounts;
  readonly startedAtMs: number;
  /** Null once it serves; what is wrong where it can't. */
  readonly started: Promise<readonly Issue[] | null>;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
  /** Generation that it serves; null before. */
  generation: number | null = null;
  /** It is to end, and nobody takes its place for that. */
  leaving = false;
  begun = 0;
  received = 0;
  lastMetrics: MetricsSnapshot | null = null;
  private readonly events: WorkerEvents;
  private readonly child: ChildProcess;
  private readonly channel: Channel<FromWorker, ToWorker> | null;
  private readonly waiting = new Map<number, Waiting>();
  private settleStarted: (issues: readonly Issue[] | null) => void = () => {};
  private settleGone: () => void = () => {};
  private readonly startTimer: NodeJS.Timeout;
  private nextTicket = 1;
  private exited = false;
  private channelEnded = false;
  private fault: string | null = null;

  constructor(
    command: readonly string[],
    sockets: WorkerSockets,
    start: StartWorker,
    counts: HeldCounts,
    nowMs: number,
    events: WorkerEvents,
  ) {
    this.number = start.worker;
    this.counts = counts;
    this.startedAtMs = nowMs;
    this.events = events;
    this.started = new Promise((resolve) => (this.settleStarted = resolve));
    this.gone = new Promise((resolve) => (this.settleGone = resolve));
    const channelFd = FIRST_FD + sockets.held.length;
    const place: WorkerPlace = {
      sockets: sockets.held.map((_held, index) => ({ fd: FIRST_FD + index, role: "listen", address: sockets.addresses[index] ?? "" })),
      channelFd,
    };
    this.child = spawn(process.execPath, command, {
      stdio: ["ignore", "inherit", "inherit", ...sockets.held.map(({ fd }) => fd), "pipe"],
      env: { ...process.env, [WORKER_VARIABLE]: JSON.stringify(place) },
    });
    this.child.on("error", (error) => this.exit(error.message));
    this.child.on("exit", (code, signal) => this.exit(signal === null ? `it ended with ${code ?? 0}` : `it was ended by ${signal}`));
    this.startTimer = setTimeout(() => this.kill(`it did not serve within ${START_MS / 1000} s`), START_MS);
    const pipe = this.child.stdio[channelFd];
    this.channel =
      pipe instanceof net.Socket
        ? new Channel(pipe, fromWorker, {
            onMessage: (message, body) => this.take(message, body),
            onEnd: (fault) => this.endOfChannel(fault),
          })
        : null;
    this.channelEnded = this.channel === null;
    this.channel?.send(start);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get serves(): boolean {
    return this.generation !== null && !this.exited;
  }

  send(message: ToWorker): void {
    this.channel?.send(message);
  }

  /** What it answers to the message with this ticket; null where nothing comes in time, or it is gone. */
  ask(message: (ticket: number) => ToWorker, withinMs: number): Promise<FromWorker | null> {
    if (this.channelEnded) return Promise.resolve(null);
    const ticket = this.nextTicket++;
    return new Promise((resolve) => {
      const settle = (answer: FromWorker | null): void => {
        clearTimeout(timer);
        this.waiting.delete(ticket);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(null), withinMs);
      this.waiting.set(ticket, { settle, timer });
      this.send(message(ticket));
    });
  }

  kill(fault: string): void {
    this.fault ??= fault;
    this.child.kill("SIGKILL");
  }

  private take(message: FromWorker, body: Uint8Array): void {
    switch (message.kind) {
      case "serving":
        clearTimeout(this.startTimer);
        this.settleStarted(null);
        return;
      case "failed":
        this.settleStarted(message.issues);
        return;
      case "ask":
        this.send(this.counts.answer(message.ticket, message.limits, message.slots));
        return;
      case "tell":
        this.begun = message.begun;
        for (const key of message.released) this.counts.release(key);
        break;
      case "records":
        this.received += message.count;
        break;
      case "lost":
        this.received += message.count;
        break;
      case "metrics":
        this.lastMetrics = message.snapshot;
        break;
      case "reloaded":
      case "shown":
      case "lines":
      case "said":
      case "capture":
        break;
    }
    if ("ticket" in message) this.waiting.get(message.ticket)?.settle(message);
    this.events.onMessage(this, message, body);
  }

  private endOfChannel(fault: string | null): void {
    this.channelEnded = true;
    if (fault !== null) this.kill(fault);
    else if (!this.exited) setTimeout(() => this.kill("it closed its channel and did not end"), LAST_MS).unref();
    this.settle();
  }

  private exit(why: string): void {
    if (this.exited) return;
    this.exited = true;
    this.fault ??= why;
    // What it sent before is read to its end first.
    this.settle();
  }

  private settle(): void {
    if (!this.exited || !this.channelEnded) return;
    clearTimeout(this.startTimer);
    for (const { settle } of this.waiting.values()) settle(null);
    this.counts.end();
    this.settleStarted([]);
    this.settleGone();
    this.events.onGone(this, this.fault);
  }
}
