/**
 * Where records go when an exchange is over: counted in the metrics at once, written as a line and collected, and handed in batches to the store and the log.
 * One text per record serves both. Never throws and never waits, so it may stand in a `finally`.
 */
import type { LossReason } from "../events/journal.ts";
import { RecordLines } from "../events/record_line.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import type { RecordBatch } from "./event_store/event_store.ts";

/** What takes batches: the event store. */
export interface BatchTarget {
  append(batch: RecordBatch): boolean;
  drop(count: number, reason: LossReason): void;
}

/** What takes text: the log. `lines` are whole lines, joined by line breaks, without a last one. */
export interface LineTarget {
  writeLines(lines: string): void;
}

export interface RecordSinkOptions {
  readonly store: BatchTarget | null;
  readonly log: LineTarget | null;
  readonly metrics: { observe(record: ExchangeRecord): void } | null;
  /** Records in a batch at most. */
  readonly maxRecords?: number;
  /** Milliseconds a record waits for others at most. */
  readonly delayMs?: number;
  /** Shown each record as it comes, for a live view; must be cheap. */
  readonly watch?: (record: ExchangeRecord) => void;
  /** Told of an error in one of the above, which ends nothing else. */
  readonly onError: (error: unknown) => void;
}

const DEFAULT_RECORDS = 512;
const DEFAULT_DELAY_MS = 100;

export class RecordSink {
  private readonly options: RecordSinkOptions;
  private readonly lines = new RecordLines();
  private readonly maxRecords: number;
  private text = "";
  private count = 0;
  private fromMs = 0;
  private toMs = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: RecordSinkOptions) {
    this.options = options;
    this.maxRecords = options.maxRecords ?? DEFAULT_RECORDS;
  }

  /** Takes one record. */
  offer(record: ExchangeRecord): void {
    const { metrics, watch } = this.options;
    try {
      metrics?.observe(record);
      watch?.(record);
    } catch (error) {
      this.options.onError(error);
    }
    let line: string;
    try {
      line = this.lines.write(record);
    } catch (error) {
      // Numbers stay in step with what was offered: what is before goes first, then the gap.
      this.flush();
      this.options.store?.drop(1, "not_encodable");
      this.options.onError(error);
      return;
    }
    const { timeMs } = record;
    if (this.count === 0) {
      this.text = line;
      this.fromMs = timeMs;
      this.toMs = timeMs;
      this.timer ??= setTimeout(this.tick, this.options.delayMs ?? DEFAULT_DELAY_MS);
    } else {
      this.text += `\n${line}`;
      if (timeMs < this.fromMs) this.fromMs = timeMs;
      if (timeMs > this.toMs) this.toMs = timeMs;
    }
    if (++this.count >= this.maxRecords) this.flush();
  }

  /** Hands over what was collected. */
  flush(): void {
    const { text, count, fromMs, toMs } = this;
    if (count === 0) return;
    this.text = "";
    this.count = 0;
    try {
      this.options.store?.append({ text, count, fromMs, toMs });
    } catch (error) {
      this.options.onError(error);
    }
    try {
      this.options.log?.writeLines(text);
    } catch (error) {
      this.options.onError(error);
    }
  }

  /** Hands over the rest; nothing is taken late after it. */
  close(): void {
    this.flush();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  // Why: one timer that runs on while there is traffic, rather than one per batch that is set and cleared.
  private readonly tick = (): void => {
    this.timer = null;
    this.flush();
  };
}
