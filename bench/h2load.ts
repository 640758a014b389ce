/** HTTP/2 load by h2load (Debian's package nghttp2-client), on its own core, and what it measured. */
import { execFile } from "node:child_process";
import { LOAD_CORE, pinned } from "./processes.ts";
import type { Measured } from "./wrk.ts";

export interface Http2Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Streams of each connection at once. */
  readonly streams: number;
  readonly seconds: number;
}

export function runH2load(load: Http2Load): Promise<Measured> {
  const headers = Object.entries(load.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { connections, streams, seconds, url } = load;
  const command = ["h2load", "-t1", `-c${connections}`, `-m${streams}`, `-D${seconds}`, "--warm-up-time=0", ...headers, url];
  const [program = "", ...args] = pinned(LOAD_CORE, command);
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: (seconds + 30) * 1000 }, (error, stdout) => {
      if (error !== null) reject(error);
      else resolve(parseH2load(stdout));
    });
  });
}

/** Reads h2load's report. Throws when a figure is missing. It tells no percentiles: the median is its mean, the 99th its maximum. */
export function parseH2load(text: string): Measured {
  const figure = (pattern: RegExp): readonly string[] => {
    const match = pattern.exec(text);
    if (match === null) throw new Error(`h2load did not report ${pattern.source}:\n${text}`);
    return match.slice(1);
  };
  const [perSecond = ""] = figure(/finished in [0-9.a-z]+, ([0-9.]+) req\/s/u);
  const [failed = "", errored = "", timedOut = ""] = figure(/(\d+) failed, (\d+) errored, (\d+) timeout/u);
  const [ok = "", redirected = "", refused = "", broken = ""] = figure(/status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/u);
  const [slowest = "", mean = ""] = figure(/time for request:\s+\S+\s+(\S+)\s+(\S+)/u);
  if (Number(ok) + Number(redirected) === 0) throw new Error(`h2load got no answer:\n${text}`);
  return {
    requestsPerSecond: Number(perSecond),
    p50Ms: milliseconds(mean),
    p99Ms: milliseconds(slowest),
    // Those under way when the time is up are told as failed and are none.
    failures: Number(refused) + Number(broken) + Number(timedOut) + Math.max(0, Number(failed) - Number(errored)),
  };
}

function milliseconds(text: string): number {
  const value = Number.parseFloat(text);
  return text.endsWith("us") ? value / 1000 : text.endsWith("ms") ? value : value * 1000;
}
