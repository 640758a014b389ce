/**
 * The log: pino's JSON lines, one per exchange and one per thing that happened to the gateway itself. Written by pino's own stream, off the hot path and bounded:
 * what a slow reader does not take is counted, never waited for.
 */
import { type Logger, pino } from "pino";
import type { LineBatch } from "../events/record_lines.ts";
import type { LineTarget } from "./record_sink.ts";

export type LogLevel = "silent" | "error" | "warn" | "info";

/** pino's numbers; exchanges below are not written. */
const LEVELS: Readonly<Record<LogLevel, number>> = { silent: Number.POSITIVE_INFINITY, error: 50, warn: 40, info: 30 };
const LINE_BREAK = 0x0a;
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
  readonly threshold: number;
  /** Lines of the gateway itself, which share the stream with those of exchanges. */
  readonly app: AppLog;
  private readonly stream: ByteStream;
  private dropped = 0;

  constructor(options: LogOptions) {
    this.threshold = LEVELS[options.level];
    // No minimum length: exchanges come in batches already, and the gateway's own lines should not wait.
    this.stream = toByteStream({ dest: options.file ?? 1, sync: false, maxLength: MAX_BUFFERED, mkdir: true, contentMode: "buffer" });
    this.stream.on("drop", (bytes: unknown) => {
      this.dropped += bytes instanceof Uint8Array ? countLines(bytes) : 1;
    });
    // Why: a closed pipe or a full disk must not end the gateway; the lines are gone, and counted.
    this.stream.on("error", () => this.dropped++);
    this.app = pino({ level: options.level, base: null }, { write: (line: string) => void this.stream.write(Buffer.from(line)) });
  }

  /** Lines that were lost because the log could not be written in time. */
  get lost(): number {
    return this.dropped;
  }

  /** Writes lines of records, whose bytes it keeps. */
  writeLines({ bytes }: LineBatch): void {
    this.stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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

/** pino's destination in its `buffer` mode, which its types do not know: bytes in, no text in between. */
interface ByteStream {
  write(bytes: Buffer): unknown;
  on(event: "drop" | "error", listener: (about: unknown) => void): unknown;
  once(event: "close" | "error", listener: () => void): unknown;
  reopen(): void;
  end(): void;
}

function isByteStream(stream: unknown): stream is ByteStream {
  return typeof stream === "object" && stream !== null && "write" in stream && "reopen" in stream;
}

function toByteStream(options: NonNullable<Parameters<typeof pino.destination>[0]>): ByteStream {
  const stream: unknown = pino.destination(options);
  if (!isByteStream(stream)) throw new TypeError("the log's stream does not take bytes");
  return stream;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) count++;
  return count;
}
