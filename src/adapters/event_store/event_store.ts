/**
 * The event store as the gateway sees it: batches of records handed to a worker thread, numbered, never waited for. What does not fit into the bounded queue or
 * can't be written is counted by number and written down as a loss as soon as writing works again. Nothing here ever throws into an exchange.
 */
import { Worker } from "node:worker_threads";
import { toErrorText } from "../../codec/thrown.ts";
import type { AuditEvent, Loss, LossReason } from "../../events/journal.ts";
import { type EventFilter, parseCursor } from "../../events/query.ts";
import type { CaptureTarget } from "../../events/capture.ts";
import type { LineBatch } from "../../events/record_lines.ts";
import { BufferPool } from "../buffer_pool.ts";
import type { EventPage } from "./journal_reader.ts";
import { DEFAULT_RETENTION, type Retention } from "./journal_writer.ts";
import type { Reply, Request, WorkerSettings } from "./messages.ts";

export interface EventStoreOptions {
  /** SQLite file; made with mode 0600, its folder with 0700. One gateway process writes it. */
  readonly file: string;
  readonly retention?: Partial<Retention>;
  /** Bytes of records that may wait to be written; beyond it records are lost and counted. */
  readonly maxQueuedBytes?: number;
  /** Told when writing begins to fail, and when it works again (null). */
  readonly onHealth?: (error: string | null) => void;
}

export interface EventStoreHealth {
  /** Null while the store can be written. */
  readonly error: string | null;
  readonly run: number | null;
  /** Records written, lost and waiting, since the start of this process. */
  readonly stored: number;
  readonly lost: Readonly<Record<LossReason, number>>;
  readonly auditsLost: number;
  readonly queuedBytes: number;
}

const DEFAULT_QUEUED_BYTES = 32 * 1_048_576;
const MAX_LOSSES = 256;
const CLOSE_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 15_000;
const RESTART_MS = 1_000;

type Pending =
  | {
      readonly kind: "append";
      readonly firstSeq: number;
      readonly lastSeq: number;
      readonly size: number;
      readonly losses: readonly Loss[];
    }
  | { readonly kind: "audit" }
  | { readonly kind: "capture" }
  | { readonly kind: "query"; readonly resolve: (page: EventPage) => void; readonly reject: (error: Error) => void };

export class EventStore implements CaptureTarget {
  /** Buffers of batches that were written. */
  readonly buffers: BufferPool = new BufferPool();
  private readonly options: EventStoreOptions;
  private worker: Worker | null = null;
  private run: number | null = null;
  private nextSeq = 1;
  private nextTicket = 1;
  private readonly pending = new Map<number, Pending>();
  private losses: Loss[] = [];
  private queuedBytes = 0;
  private stored = 0;
  private readonly lost: Record<LossReason, number> = {
    queue_full: 0,
    write_failed: 0,
    not_encodable: 0,
    worker_ended: 0,
    unclean_stop: 0,
  };
  private auditsLost = 0;
  private error: string | null = null;
  private closing = false;
  private restart: NodeJS.Timeout | null = null;
  private idle: (() => void)[] = [];
  private opened: (() => void) | null = null;

  constructor(options: EventStoreOptions) {
    this.options = options;
  }

  /** Starts the worker and waits until it has opened the file or said why it can't. Never rejects: see `health`. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.opened = resolve;
      this.spawn();
    });
  }

  /** Hands over a batch with its buffer, which is gone from here. False when it is lost. Its records get the next numbers either way. */
  append(batch: LineBatch): boolean {
    const firstSeq = this.nextSeq;
    this.nextSeq += batch.count;
    const lastSeq = this.nextSeq - 1;
    const { worker } = this;
    if (worker === null || this.closing) return this.refuse(batch, { firstSeq, lastSeq, reason: "write_failed" });
    if (this.queuedBytes + batch.bytes.byteLength > (this.options.maxQueuedBytes ?? DEFAULT_QUEUED_BYTES))
      return this.refuse(batch, { firstSeq, lastSeq, reason: "queue_full" });
    const { losses } = this;
    this.losses = [];
    const { bytes, fromMs, toMs } = batch;
    this.queuedBytes += bytes.byteLength;
    const ticket = this.await({ kind: "append", firstSeq, lastSeq, size: bytes.byteLength, losses });
    this.post({ kind: "append", ticket, batch: { firstSeq, lastSeq, fromMs, toMs, bytes }, losses }, [bytes.buffer]);
    return true;
  }

  /** Counts records that never became part of a batch. */
  drop(count: number, reason: LossReason): void {
    const firstSeq = this.nextSeq;
    this.nextSeq += count;
    this.lose({ firstSeq, lastSeq: this.nextSeq - 1, reason });
  }

  /** Writes down what an operator did. */
  audit(event: AuditEvent): void {
    if (this.worker === null || this.closing) this.auditsLost++;
    else this.post({ kind: "audit", ticket: this.await({ kind: "audit" }), event });
  }

  /** Keeps a sealed capture. One that can't be written is gone, and the store's health says why. */
  capture(id: string, expiresMs: number, sealed: Uint8Array): void {
    if (this.worker === null || this.closing || this.queuedBytes > (this.options.maxQueuedBytes ?? DEFAULT_QUEUED_BYTES)) return;
    this.post({ kind: "capture", ticket: this.await({ kind: "capture" }), id, expiresMs, sealed });
  }

  /** The newest matches before `before` (a page's `next`). Rejects when the store can't be read or does not answer in time. */
  query(filter: EventFilter, limit: number, before: string | null): Promise<EventPage> {
    if (this.worker === null || this.closing) return Promise.reject(new Error(this.error ?? "the event store is closed"));
    const cursor = before === null ? null : parseCursor(before);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the event store did not answer in time")), QUERY_TIMEOUT_MS);
      const ticket = this.await({
        kind: "query",
        resolve: (page) => {
          clearTimeout(timer);
          resolve(page);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.post({ kind: "query", ticket, filter, limit, before: cursor });
    });
  }

  health(): EventStoreHealth {
    const { error, run, stored, auditsLost, queuedBytes } = this;
    return { error, run, stored, lost: { ...this.lost }, auditsLost, queuedBytes };
  }

  /** Resolves when all that was handed over is written or counted as lost; keeps the process alive until then. */
  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    this.worker?.ref();
    await new Promise<void>((resolve) => this.idle.push(resolve));
    if (!this.closing) this.worker?.unref();
  }

  /** Writes what waits, ends the run and the thread. A thread that hangs is ended after five seconds. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    if (this.restart !== null) clearTimeout(this.restart);
    const { worker } = this;
    if (worker === null) return;
    worker.ref();
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    this.post({ kind: "close", losses: this.losses });
    const timer = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  private spawn(): void {
    const { file, retention } = this.options;
    const workerData: WorkerSettings = { file, retention: { ...DEFAULT_RETENTION, ...retention }, resumed: this.run };
    // The checkout runs this file as .ts, an installed package as .js; its neighbour has the same ending.
    const worker = new Worker(new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url), {
      workerData,
      execArgv: [],
    });
    worker.on("message", (reply: Reply) => this.take(reply));
    worker.on("error", (error) => this.fail(toErrorText(error)));
    worker.on("exit", () => this.exited(worker));
    this.worker = worker;
  }

  private take(reply: Reply): void {
    switch (reply.kind) {
      case "opened":
        // Why not when it is made: a thread that comes up counts again as a reason to stay.
        if (!this.closing) this.worker?.unref();
        this.run = reply.run;
        if (reply.error !== null) this.fail(reply.error);
        this.opened?.();
        this.opened = null;
        return;
      case "closed":
        return;
      case "page":
      case "done":
      case "failed":
        this.settle(reply);
    }
  }

  private settle(reply: Extract<Reply, { ticket: number }>): void {
    const pending = this.pending.get(reply.ticket);
    this.pending.delete(reply.ticket);
    if (reply.kind !== "page" && reply.buffer !== null) this.buffers.give(reply.buffer);
    if (pending === undefined) return;
    if (pending.kind === "append") this.queuedBytes -= pending.size;
    if (reply.kind === "failed") this.giveUp(pending, reply.error);
    else if (reply.kind === "page") {
      if (pending.kind === "query") pending.resolve(reply.page);
    } else {
      this.run = reply.run;
      if (pending.kind === "append") this.stored += pending.lastSeq - pending.firstSeq + 1;
      this.recover();
    }
    this.wake();
  }

  private giveUp(pending: Pending, error: string): void {
    if (pending.kind === "query") {
      pending.reject(new Error(error));
      return;
    }
    this.fail(error);
    if (pending.kind === "audit") this.auditsLost++;
    if (pending.kind !== "append") return;
    this.losses = [...pending.losses, ...this.losses].slice(-MAX_LOSSES);
    this.lose({ firstSeq: pending.firstSeq, lastSeq: pending.lastSeq, reason: "write_failed" });
  }

  private refuse(batch: LineBatch, loss: Loss & { readonly lastSeq: number }): false {
    this.buffers.give(batch.bytes.buffer);
    this.lose(loss);
    return false;
  }

  /** Counts a loss; adjacent ones for the same reason become one. */
  private lose(loss: Loss & { readonly lastSeq: number }): void {
    this.lost[loss.reason] += loss.lastSeq - loss.firstSeq + 1;
    const last = this.losses.at(-1);
    if (last !== undefined && last.reason === loss.reason && last.lastSeq === loss.firstSeq - 1)
      this.losses[this.losses.length - 1] = { ...last, lastSeq: loss.lastSeq };
    else if (this.losses.length < MAX_LOSSES) this.losses.push(loss);
  }

  private exited(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    for (const [ticket, pending] of this.pending) {
      this.pending.delete(ticket);
      if (pending.kind === "append") this.queuedBytes -= pending.size;
      this.giveUp(pending, "the event store's thread ended");
    }
    this.wake();
    this.opened?.();
    this.opened = null;
    if (this.closing) return;
    this.restart = setTimeout(() => this.spawn(), RESTART_MS);
    this.restart.unref();
  }

  private fail(error: string): void {
    const before = this.error;
    this.error = error;
    if (before === null) this.options.onHealth?.(error);
  }

  private recover(): void {
    if (this.error === null) return;
    this.error = null;
    this.options.onHealth?.(null);
  }

  private await(pending: Pending): number {
    const ticket = this.nextTicket++;
    this.pending.set(ticket, pending);
    return ticket;
  }

  private wake(): void {
    if (this.pending.size > 0) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private post(request: Request, transfer: readonly ArrayBuffer[] = []): void {
    this.worker?.postMessage(request, transfer);
  }
}
