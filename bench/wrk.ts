/** Load by wrk (Debian's package), on its own core, and what it measured. */
import { execFile } from "node:child_process";
import { LOAD_CORE, pinned } from "./processes.ts";

export interface Load {
  readonly url: string;
  /** Lua script that makes the request. */
  readonly script: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers outside 2xx and 3xx, and socket errors: a bench with any measured something else. */
  readonly failures: number;
}

export function runWrk(load: Load): Promise<Measured> {
  const command = ["wrk", "-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--latency", "-s", load.script, load.url];
  const [program = "", ...args] = pinned(LOAD_CORE, command);
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: (load.seconds + 30) * 1000 }, (error, stdout) => {
      if (error !== null) reject(error);
      else resolve(parseWrk(stdout));
    });
  });
}

/** Reads wrk's report. Throws when a figure is missing. */
export function parseWrk(text: string): Measured {
  const figure = (pattern: RegExp): string => {
    const match = pattern.exec(text);
    if (match === null) throw new Error(`wrk did not report ${pattern.source}:\n${text}`);
    return match[1] ?? "";
  };
  const bad = /Non-2xx or 3xx responses: (\d+)/u.exec(text);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/u.exec(text);
  const socketErrors = errors === null ? 0 : errors.slice(1).reduce((sum, each) => sum + Number(each), 0);
  return {
    requestsPerSecond: Number(figure(/Requests\/sec:\s+([0-9.]+)/u)),
    p50Ms: milliseconds(figure(/50%\s+([0-9.]+(?:us|ms|s))/u)),
    p99Ms: milliseconds(figure(/99%\s+([0-9.]+(?:us|ms|s))/u)),
    failures: Number(bad?.[1] ?? 0) + socketErrors,
  };
}

function milliseconds(text: string): number {
  const value = Number.parseFloat(text);
  return text.endsWith("us") ? value / 1000 : text.endsWith("ms") ? value : value * 1000;
}
