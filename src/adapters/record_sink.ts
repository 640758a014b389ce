/**
 * Where records go when an exchange is over: counted in the metrics at once, written as a line and collected, and handed in batches to the log and the store.
 * One text per record serves both. Never throws and never waits, so it may stand in a `finally`.
 */
import type { LossReason } from "../events/journal.ts";
import { type AccessDetails, CombinedLines } from "../events/combined_lines.ts";
import { FULL_LINES, type LineBatch, levelOf, RECORD_LEVELS, RecordLines } from "../events/record_lines.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { BufferPool } from "./buffer_pool.ts";

/** What takes batches together with their buffers: the event store. */
export interface BatchTarget {
  /** Where buffers are found again. */
  readonly buffers: BufferPool;
  append(batch: LineBatch): boolean;
  drop(count: number, reason: LossReason): void;
}

/** What copies lines: the log. */
export interface LineTarget {
  /** Records of a lower level (events/record_lines.ts) are not for it. */
  readonly threshold: number;
  writeLines(lines: LineBatch): void;
}

/** What writes records as lines. */
interface Lines {
  readonly count: number;
  add(record: ExchangeRecord, headers: HeaderFields, details: AccessDetails): void;
  take(next: ArrayBuffer): LineBatch;
}

export interface RecordSinkOptions {
  readonly store: BatchTarget | null;
  readonly log: LineTarget | null;
  /** How the log's lines are written; JSON, as for the store, where nothing is said. */
  readonly format?: "json" | "combined";
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
  private readonly buffers: BufferPool;
  private readonly lines: RecordLines;
  /** Lines for a log that does not want all, or wants them written otherwise; null when it takes the same as the store. */
  private readonly logged: Lines | null;
  private readonly maxRecords: number;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: RecordSinkOptions) {
    this.options = options;
    this.maxRecords = options.maxRecords ?? DEFAULT_RECORDS;
    this.buffers = options.store?.buffers ?? new BufferPool();
    this.lines = new RecordLines(this.buffers.take());
    if (options.log !== null && options.format === "combined") this.logged = new CombinedLines(this.buffers.take());
    else this.logged = options.log !== null && options.log.threshold > RECORD_LEVELS.info ? new RecordLines(this.buffers.take()) : null;
  }

  /** Takes one record; `headers` and `details` are what a format says beyond it. */
  offer(record: ExchangeRecord, headers: HeaderFields, details: AccessDetails): void {
    const { metrics, watch, log } = this.options;
    try {
      metrics?.observe(record);
      watch?.(record);
    } catch (error) {
      this.options.onError(error);
    }
    try {
      this.lines.add(record);
      if (this.logged !== null && log !== null && levelOf(record) >= log.threshold) this.logged.add(record, headers, details);
    } catch (error) {
      // Numbers stay in step with what was offered: what is before goes first, then the gap.
      this.flush();
      this.options.store?.drop(1, "not_encodable");
      this.options.onError(error);
      return;
    }
    // Why: one timer while there is traffic, rather than one per batch that is set and cleared.
    this.timer ??= setTimeout(this.tick, this.options.delayMs ?? DEFAULT_DELAY_MS);
    if (this.lines.count >= this.maxRecords || this.lines.byteLength >= FULL_LINES) this.flush();
  }

  /** Hands over what was collected. */
  flush(): void {
    if (this.lines.count === 0) return;
    const { store, log } = this.options;
    const batch = this.lines.take(this.buffers.take());
    try {
      if (log !== null && this.logged === null) log.writeLines(batch);
      else if (log !== null && this.logged !== null && this.logged.count > 0) {
        const logged = this.logged.take(this.buffers.take());
        log.writeLines(logged);
        this.buffers.give(logged.bytes.buffer);
      }
    } catch (error) {
      this.options.onError(error);
    }
    try {
      if (store === null) this.buffers.give(batch.bytes.buffer);
      else store.append(batch);
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

  private readonly tick = (): void => {
    this.timer = null;
    this.flush();
  };
}
