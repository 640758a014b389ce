/** Where lines go: those of exchanges, and those that the gateway writes of itself. One stream while all are JSON; beside another format the latter go to standard error. */
import { resolve } from "node:path";
import { type AppLog, Log } from "../adapters/log.ts";
import type { LogOptions } from "../config/config.ts";

/** Of the gateway's own lines, which share the log with those of exchanges. Why not silent for `off`: that speaks of exchanges, and what breaks must be told. */
export const LEVELS = { all: "info", denied: "warn", off: "warn" } as const;

export class GatewayLogs {
  /** Lines of exchanges; null where none are written. */
  readonly exchanges: Log | null;
  /** What the gateway tells of itself. */
  readonly app: AppLog;
  private readonly own: Log;
  private readonly logs: readonly Log[];

  /** `folder`: where relative paths start from. `print`: takes the gateway's own lines, every level of them, instead of a stream. */
  constructor({ exchanges, format, file }: LogOptions, folder: string, print: ((line: string) => void) | null) {
    const level = LEVELS[exchanges];
    const to = file === null ? "stdout" : ({ file: resolve(folder, file) } as const);
    const own =
      print !== null ? new Log({ level, to, print, ownLevel: "info" }) : new Log({ level, to: format === "json" ? to : "stderr" });
    const lines =
      print !== null || format === "json"
        ? own
        : new Log({ level, to }, (error) => own.app.error({ err: error }, "lines of exchanges can't be written"));
    this.app = own.app;
    this.own = own;
    this.exchanges = exchanges === "off" ? null : lines;
    this.logs = own === lines ? [own] : [lines, own];
  }

  /** A line that a worker wrote of itself. */
  writeOwn(line: string): void {
    this.own.writeOwn(line);
  }

  /** Lines that could not be written in time. */
  get lost(): number {
    return this.logs.reduce((sum, { lost }) => sum + lost, 0);
  }

  /** Opens files again, which were moved away (log rotation). */
  reopen(): void {
    for (const log of this.logs) log.reopen();
  }

  async close(): Promise<void> {
    for (const log of this.logs) await log.close();
  }
}
