/**
 * Spans that wait for their export: bounded in number, sent in batches one after another, sent again where the collector asks for that, and counted where they are
 * lost. Offering never waits and never throws.
 */
import type { Sent } from "./otlp_sender.ts";

/** Items kept at most; what comes while it is full is lost. */
export const MAX_QUEUED = 2_048;
/** Items in one export at most; so many are sent at once, fewer after `DELAY_MS`. Why no more: writing one holds up everything else for about 6 µs a span. */
export const MAX_BATCH = 256;
const DELAY_MS = 1_000;
/** Times that one batch is sent at most. */
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Why items were lost: there was no room, the collector did not take them, or the gateway ended before. */
export type Loss = "queue_full" | "export_failed" | "shutdown";

export interface OutboxOptions<T> {
  /** Sends a batch; never rejects. `rejected`: how many of it the collector did not keep. */
  readonly send: (items: readonly T[], signal: AbortSignal) => Promise<{ readonly sent: Sent; readonly rejected: number }>;
  readonly lost: (count: number, why: Loss) => void;
  /** Told how each export went: null, or what went wrong. */
  readonly went: (failure: string | null) => void;
  /** First pause before a batch is sent again, milliseconds. */
  readonly pauseMs?: number;
}

export class Outbox<T> {
  private readonly options: OutboxOptions<T>;
  private readonly ending = new AbortController();
  private queue: T[] = [];
  private timer: NodeJS.Timeout | null = null;
  private sending: Promise<void> | null = null;
  /** Ends the pause before a batch is sent again. */
  private wake: (() => void) | null = null;
  private closing = false;

  constructor(options: OutboxOptions<T>) {
    this.options = options;
  }

  /** Items that wait. */
  get queued(): number {
    return this.queue.length;
  }

  offer(items: readonly T[]): void {
    if (this.closing || this.queue.length + items.length > MAX_QUEUED) {
      this.options.lost(items.length, this.closing ? "shutdown" : "queue_full");
      return;
    }
    this.queue.push(...items);
    if (this.sending !== null) return;
    if (this.queue.length >= MAX_BATCH) this.start();
    else if (this.timer === null) this.timer = setTimeout(this.start, DELAY_MS).unref();
  }

  /** Sends what waits, without pauses, for at most `withinMs`; what is left then is lost. */
  async close(withinMs: number): Promise<void> {
    this.closing = true;
    this.wake?.();
    const late = setTimeout(() => this.ending.abort(), withinMs);
    for (this.start(); this.sending !== null; this.start()) await this.sending;
    clearTimeout(late);
    if (this.queue.length > 0) this.options.lost(this.queue.length, "shutdown");
    this.queue = [];
  }

  private readonly start = (): void => {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.sending !== null || this.queue.length === 0 || this.ending.signal.aborted) return;
    this.sending = this.drain().finally(() => {
      this.sending = null;
      if (this.queue.length > 0 && !this.closing) this.timer ??= setTimeout(this.start, DELAY_MS).unref();
    });
  };

  /** Batches as long as they are full, all of them at the end. */
  private async drain(): Promise<void> {
    do await this.sendBatch(this.queue.splice(0, MAX_BATCH));
    while (this.queue.length >= (this.closing ? 1 : MAX_BATCH) && !this.ending.signal.aborted);
  }

  private async sendBatch(items: readonly T[]): Promise<void> {
    const { pauseMs = FIRST_PAUSE_MS } = this.options;
    for (let attempt = 1; ; attempt++) {
      const { sent, rejected } = await this.options.send(items, this.ending.signal);
      if (sent.kind === "sent") {
        if (rejected > 0) this.options.lost(Math.min(rejected, items.length), "export_failed");
        this.options.went(null);
        return;
      }
      this.options.went(sent.reason);
      if (sent.kind === "refused" || attempt === MAX_ATTEMPTS || this.closing) {
        this.options.lost(items.length, this.closing && sent.kind === "again" ? "shutdown" : "export_failed");
        return;
      }
      await this.pause(Math.max(sent.afterMs ?? 0, Math.min(pauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + Math.random() * 0.4)));
    }
  }

  private async pause(ms: number): Promise<void> {
    if (this.closing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}
