/** A gateway of several worker processes, as a user starts it, for tests that look at them one by one. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startEcho } from "./echo.ts";
import { type TestGatewayOptions, writeTestConfig } from "./gateway.ts";
import { ReadMetrics } from "./read_metrics.ts";
import { type ProcessEnd, type RunningProcess, startPortcullis } from "./run_process.ts";

export interface WorkerGateway {
  readonly folder: string;
  readonly configFile: string;
  readonly port: number;
  /** Of each listener. */
  readonly ports: readonly number[];
  readonly adminPort: number;
  readonly process: RunningProcess;
  readonly echo: Awaited<ReturnType<typeof startEcho>>;
  /** Ids of the workers' processes and the generation that each serves, by number. */
  standing(): Promise<readonly (readonly [pid: number, generation: number])[]>;
  metrics(): Promise<ReadMetrics>;
  admin(method: string, path: string, body?: object): Promise<Response>;
  /** SIGTERM, and how it ended. */
  stop(): Promise<ProcessEnd>;
}

/** Windows hands over no sockets. */
export const skipWorkers: string | false = process.platform === "win32" ? "Windows hands over no sockets" : false;

/** Two workers unless the configuration says otherwise; all of it ends with `stack`. `apisAt`: the APIs, once it is known where the upstream is. */
export async function startWorkers(
  stack: AsyncDisposableStack,
  options: Partial<TestGatewayOptions> & { readonly apisAt?: (url: string) => readonly object[] } = {},
  answer?: Parameters<typeof startEcho>[0],
): Promise<WorkerGateway> {
  const echo = stack.adopt(await startEcho(answer), (started) => started.close());
  const config = { workers: 2, store: {}, ...options.config };
  const { folder, configFile } = writeTestConfig({
    upstream: echo.base,
    api: { public: true },
    ...options,
    ...(options.apisAt === undefined ? {} : { apis: options.apisAt(echo.base) }),
    config,
  });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const running = startPortcullis(["run", configFile, "--no-watch"]);
  stack.defer(async () => {
    running.child.kill("SIGKILL");
    await running.end;
  });
  const said = await running.says("portcullis ready");
  const ports = [...said.matchAll(/listening on https?:\/\/127\.0\.0\.1:(\d+)/gu)].map(([, port]) => Number(port));
  const adminPort = Number(/admin API on http:\/\/127\.0\.0\.1:(\d+)/u.exec(said)?.[1]);
  const admin = async (method: string, path: string, body?: object): Promise<Response> => {
    const token = readFileSync(join(folder, ".portcullis/admin-token"), "utf8").trim();
    return await fetch(`http://127.0.0.1:${adminPort}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  return {
    folder,
    configFile,
    port: ports[0] ?? 0,
    ports,
    adminPort,
    process: running,
    echo,
    admin,
    standing: async () => {
      const text = await (await admin("GET", "/readyz")).text();
      return [...text.matchAll(/process ([0-9]+), generation ([0-9]+)/gu)].map(([, pid, generation]) => [Number(pid), Number(generation)]);
    },
    metrics: async () => await ReadMetrics.of({ adminPort, folder }),
    stop: async () => {
      running.child.kill("SIGTERM");
      return await running.end;
    },
  };
}

/** Waits until it holds; rejects with `what` after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 400, what);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Runs `step` while the workers with these ids stand still, so that the others alone serve. */
export async function without<T>(pids: readonly number[], step: () => Promise<T>): Promise<T> {
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    return await step();
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
}
