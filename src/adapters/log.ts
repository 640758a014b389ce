/**
 * The log: pino's JSON lines, one per exchange and one per thing that happened to the gateway itself. Written by pino's own stream, off the hot path and bounded:
 * what a slow reader does not take is counted, never waited for.
 */
import { type Logger, pino } from "pino";
import type { LineTarget } from "./record_sink.ts";

export type LogLevel = "silent" | "error" | "warn" | "info";

/** pino's numbers; exchanges below are not written. */
const LEVELS: Readonly<Record<LogLevel, number>> = { silent: Number.POSITIVE_INFINITY, error: 50, warn: 40, info: 30 };
const MAX_BUFFERED = 16 * 1_048_576;

export interface LogOptions {
  /** `info`: every exchange; `warn`: those refused or failed; `error`: only what broke. */
  readonly level: LogLevel;
  /** File to append to; standard output when null. */
  readonly file: string | null;
}

/** What the gateway tells of itself. */
export type AppLog = Pick<Logger, "info" | "warn" | "error">;

export class Log implements LineTarget {
  /** Lines of the gateway itself, which share the stream with those of exchanges. */
  readonly app: AppLog;
  private readonly stream: ReturnType<typeof pino.destination>;
  private readonly threshold: number;
  private dropped = 0;

  constructor(options: LogOptions) {
    this.threshold = LEVELS[options.level];
    // No minimum length: exchanges come in batches already, and the gateway's own lines should not wait.
    this.stream = pino.destination({ dest: options.file ?? 1, sync: false, maxLength: MAX_BUFFERED, mkdir: true });
    // Each drop is one write: a batch of exchanges, or one line.
    this.stream.on("drop", (text: unknown) => {
      this.dropped += typeof text === "string" ? countLines(text) : 1;
    });
    // Why: a closed pipe or a full disk must not end the gateway; the lines are gone, and counted.
    this.stream.on("error", () => this.dropped++);
    this.app = pino({ level: options.level, base: null, messageKey: "msg" }, this.stream);
  }

  /** Lines that were lost because the log could not be written in time. */
  get lost(): number {
    return this.dropped;
  }

  /** Writes lines of records (events/record_line.ts), those at or above the level. */
  writeLines(lines: string): void {
    if (this.threshold > LEVELS.info) {
      const kept = lines.split("\n").filter((line) => levelIn(line) >= this.threshold);
      if (kept.length > 0) this.stream.write(`${kept.join("\n")}\n`);
    } else this.stream.write(`${lines}\n`);
  }

  /** Opens the file again after it was moved away (log rotation). */
  reopen(): void {
    this.stream.reopen();
  }

  /** Writes what is buffered and ends the stream. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.stream.once("close", () => resolve());
      this.stream.once("error", () => resolve());
      this.stream.end();
    });
  }
}

const LEVEL_AT = '{"level":'.length;

/** The level of a record's line, which stands first in it with two digits. */
function levelIn(line: string): number {
  return Number(line.slice(LEVEL_AT, LEVEL_AT + 2));
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
