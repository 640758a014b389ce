/**
 * The log: pino's JSON lines, one per exchange and one per thing that happened to the gateway itself. Written by pino's own stream, off the hot path and bounded:
 * what a slow reader does not take is counted, never waited for.
 */
import { type Logger, pino } from "pino";
import { LINES_CAPACITY, type LineBatch } from "../events/record_lines.ts";
import type { LineTarget } from "./record_sink.ts";

export type LogLevel = "error" | "warn" | "info";

/** pino's numbers; exchanges below are not written. */
export const LOG_LEVELS: Readonly<Record<LogLevel, number>> = { error: 50, warn: 40, info: 30 };
const LINE_BREAK = 0x0a;
/** Copies that are kept to be used again. */
const MAX_COPIES = 8;
/** How long the end of the log is waited for. */
const CLOSE_MS = 5_000;
const MAX_BUFFERED = 16 * 1_048_576;
/** Of a file that is made: callers' addresses and names are not for everybody on the machine, but a group may collect them. */
const LOG_MODE = 0o640;

export interface LogOptions {
  /** `info`: every exchange; `warn`: those refused or failed; `error`: only what broke. */
  readonly level: LogLevel;
  /** File to append to, or a stream of the process. */
  readonly to: { readonly file: string } | "stdout" | "stderr";
  /** Given the lines of the gateway itself, JSON with a line break each, which then do not go with those of exchanges. */
  readonly print?: (line: string) => void;
  /** Of the gateway's own lines, where it is another. */
  readonly ownLevel?: LogLevel;
}

/** What the gateway tells of itself. */
export type AppLog = Pick<Logger, "info" | "warn" | "error">;

/** `base`: what every line says beside; `write` gets lines of JSON with their line break. */
export function ownLog(level: LogLevel, base: Readonly<Record<string, unknown>> | null, write: (line: string) => void): AppLog {
  return pino({ level, base }, { write });
}

export class Log implements LineTarget {
  readonly threshold: number;
  /** Lines of the gateway itself, which share the stream with those of exchanges. */
  readonly app: AppLog;
  private readonly stream: ByteStream;
  private readonly write: (line: string) => void;
  private readonly isFile: boolean;
  private readonly onError: (error: unknown) => void;
  private closed = false;
  /** Resolves once the file is open that was asked for last. */
  private reopened: Promise<void> = Promise.resolve();
  private failing = false;
  private dropped = 0;
  private queuedBytes = 0;
  private writtenBytes = 0;
  /** What the stream holds, in order: up to which byte of all each reaches, and the buffer to use again once that is written. */
  private readonly underWay: { readonly end: number; readonly buffer: Buffer | null }[] = [];
  private readonly copies: Buffer[] = [];

  /** `onError`: told once when lines can't be written any longer. */
  constructor(options: LogOptions, onError: (error: unknown) => void = () => {}) {
    this.onError = onError;
    this.threshold = LOG_LEVELS[options.level];
    // No minimum length: exchanges come in batches already, and the gateway's own lines should not wait.
    const { to } = options;
    this.isFile = typeof to === "object";
    const dest = typeof to === "object" ? to.file : to === "stdout" ? 1 : 2;
    this.stream = toByteStream({ dest, sync: false, maxLength: MAX_BUFFERED, mkdir: true, mode: LOG_MODE, contentMode: "buffer" });
    this.stream.on("drop", (bytes) => {
      this.queuedBytes -= bytes instanceof Uint8Array ? bytes.length : 0;
      this.underWay.pop();
      this.dropped += bytes instanceof Uint8Array ? countLines(bytes) : 1;
    });
    this.stream.on("write", (count) => this.wrote(typeof count === "number" ? count : 0));
    // Why: a closed pipe or a full disk must not end the gateway; the lines are gone, and counted.
    this.stream.on("error", (error) => {
      this.dropped++;
      if (!this.failing) this.onError(error);
      this.failing = true;
    });
    this.write = options.print ?? ((line: string) => this.put(Buffer.from(line), null));
    this.app = ownLog(options.ownLevel ?? options.level, null, this.write);
  }

  /** Lines that were lost because the log could not be written in time. */
  get lost(): number {
    return this.dropped;
  }

  /** Writes a line of the gateway itself that another of its processes made. */
  writeOwn(line: string): void {
    this.write(line);
  }

  /** Writes lines of records; copies them. */
  writeLines({ bytes }: LineBatch): void {
    const large = this.copies.pop() ?? Buffer.allocUnsafeSlow(LINES_CAPACITY);
    const copy = bytes.length <= large.length ? large : Buffer.allocUnsafeSlow(bytes.length);
    copy.set(bytes);
    this.put(copy.subarray(0, bytes.length), copy);
  }

  private put(bytes: Buffer, buffer: Buffer | null): void {
    this.queuedBytes += bytes.length;
    this.underWay.push({ end: this.queuedBytes, buffer });
    try {
      this.stream.write(bytes);
    } catch {
      // Only after the stream was closed: whoever logs that late must not fail for it.
      this.underWay.pop();
      this.dropped += countLines(bytes);
    }
  }

  private wrote(count: number): void {
    this.failing = false;
    this.writtenBytes += count;
    for (let first = this.underWay[0]; first !== undefined && first.end <= this.writtenBytes; first = this.underWay[0]) {
      this.underWay.shift();
      if (first.buffer?.length === LINES_CAPACITY && this.copies.length < MAX_COPIES) this.copies.push(first.buffer);
    }
  }

  /** Opens the file again after it was moved away (log rotation); nothing where lines go to a stream of the process. Lines that wait go to the new file. */
  reopen(): void {
    if (!this.isFile || this.closed) return;
    const opened = new Promise<void>((resolve) => {
      this.stream.once("ready", resolve);
      this.stream.once("error", resolve);
    });
    this.reopened = Promise.all([this.reopened, opened]).then(() => {});
    this.stream.reopen();
  }

  /** Writes what is buffered and ends the stream. */
  async close(): Promise<void> {
    this.closed = true;
    // Why: a stream that is told to end while it waits to open its file again would never end.
    await withinMs(this.reopened, CLOSE_MS);
    const closed = new Promise<void>((resolve) => {
      this.stream.once("close", resolve);
      this.stream.once("error", resolve);
    });
    this.stream.end();
    await withinMs(closed, CLOSE_MS);
  }
}

/** pino's destination in its `buffer` mode, which its types do not know: bytes in, no text in between. */
interface ByteStream {
  write(bytes: Buffer): unknown;
  on(event: "drop" | "write" | "error", listener: (about: unknown) => void): unknown;
  once(event: "close" | "error" | "ready", listener: () => void): unknown;
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

/** The end of `promise`, or of the time: what a disk or a pipe does not take must not keep the gateway from ending. */
async function withinMs(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) count++;
  return count;
}
