/** What of the configuration's bounds one worker of several may use, so that together they never pass them. */
import { availableParallelism } from "node:os";
import type { Config } from "../../config/config.ts";
import type { Issue } from "../../kernel/issue.ts";

/** Processes that serve, by the configuration and this machine. */
export function workersOf({ workers }: Config): number {
  return workers === "auto" ? availableParallelism() : workers;
}

/** The configuration with a worker's share of the bounds on connections, to callers and to each upstream target, and on memory for bodies. */
export function shareOf(config: Config, workers: number): Config {
  const share = (bound: number): number => Math.max(1, Math.floor(bound / workers));
  const { protocol, apis } = config;
  return {
    ...config,
    protocol: {
      ...protocol,
      connections: share(protocol.connections),
      connectionsPerIp: share(protocol.connectionsPerIp),
      bufferedBytes: share(protocol.bufferedBytes),
    },
    apis: apis.map((api) => ({ ...api, upstream: { ...api.upstream, connections: share(api.upstream.connections) } })),
  };
}

/** Why workers can't be had by who starts the gateway; none where it wants none. */
export function workersIssues(config: Config, file: string, startable: boolean): readonly Issue[] {
  const workers = workersOf(config);
  if (workers === 1) return [];
  if (startable) return shareIssues(config, workers, file);
  const message = "several `workers` are started by `portcullis run` alone; write 1 here";
  return [{ severity: "error", code: "workers.unavailable", message, file, pointer: "/workers", line: null, column: null }];
}

/** Bounds that can't be divided: each worker needs one of them at least. */
export function shareIssues({ protocol, apis }: Config, workers: number, file: string): readonly Issue[] {
  if (workers === 1) return [];
  const bounds: readonly (readonly [pointer: string, bound: number])[] = [
    ["/protocol/connections", protocol.connections],
    ["/protocol/connections_per_ip", protocol.connectionsPerIp],
    ...apis.map(({ upstream }, index) => [`/apis/${index}/upstream`, upstream.connections] as const),
  ];
  return bounds
    .filter(([, bound]) => bound < workers)
    .map(([pointer, bound]) => ({
      severity: "error",
      code: "workers.share",
      message: `${workers} workers can't share ${bound} connection${bound === 1 ? "" : "s"}: allow more, or have fewer \`workers\``,
      file,
      pointer,
      line: null,
      column: null,
    }));
}
