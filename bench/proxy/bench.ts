/**
 * The gateway against a plain nginx reverse proxy and a plain node:http + undici proxy: each on one pinned core, load and upstream on the other, rounds
 * interleaved so that a slow moment of the machine hits all alike; medians.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { SHOP_RESOURCE } from "../../examples/authorization_server/accounts.ts";
import { obtainToken } from "../../examples/authorization_server/obtain_token.ts";
import { startAuthorizationServer } from "../../examples/authorization_server/server.ts";
import { freePort } from "../../test/support/free_port.ts";
import { findServer } from "../../test/support/servers.ts";
import type { Bench } from "../main.ts";
import { LOAD_CORE, PROXY_CORE, type Started, startPinned } from "../processes.ts";
import { median, type Row, row, writeReport } from "../report.ts";
import { type Measured, runWrk } from "../wrk.ts";
import { writeGatewayConfig } from "./gateway_config.ts";
import { writeProxy, writeUpstream } from "./nginx_conf.ts";
import { writeScripts } from "./wrk_scripts.ts";

const CONNECTIONS = 64;
const WORKLOADS = ["get", "post"] as const;
const TARGETS = ["nginx", "node-undici", "passthrough", "protected"] as const;
type Workload = (typeof WORKLOADS)[number];
type Target = (typeof TARGETS)[number];

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;

async function startTarget(
  target: Target,
  folder: string,
  upstreamPort: number,
  issuer: string,
): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const command = async (): Promise<readonly string[]> => {
    if (target === "nginx") return ["nginx", "-c", writeProxy(join(folder, target), port, upstreamPort)];
    if (target === "node-undici")
      return [...node, join(root, "bench/proxy/node_undici.ts"), String(port), `http://127.0.0.1:${upstreamPort}`];
    const config = writeGatewayConfig(join(folder, target), {
      target,
      port,
      adminPort: await freePort(),
      upstreamPort,
      issuer,
      audience: SHOP_RESOURCE,
    });
    return [...node, join(root, "src/cli/main.ts"), "run", config];
  };
  return { ...(await startPinned(PROXY_CORE, await command(), port)), port };
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly json: string | null;
}

async function measure({ rounds, seconds, json }: Options): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const authorizationServer = stack.adopt(await startAuthorizationServer({ port: 0 }), (server) => server.close());
  const { accessToken } = await obtainToken({ issuer: authorizationServer.issuer, user: "alice" });
  const scripts = writeScripts(folder, accessToken);
  const upstreamPort = await freePort();
  const upstream = ["nginx", "-c", writeUpstream(join(folder, "upstream"), upstreamPort)];
  stack.adopt(await startPinned(LOAD_CORE, upstream, upstreamPort), (started) => started.stop());
  const results = new Map<string, Measured[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const target of TARGETS) {
      // Why started anew in each round: a proxy that idles beside the one measured would still share its core.
      const started = await startTarget(target, folder, upstreamPort, authorizationServer.issuer);
      try {
        for (const workload of WORKLOADS) {
          const url = `http://127.0.0.1:${started.port}`;
          await runWrk({ url, script: scripts[workload], connections: CONNECTIONS, seconds: 1 });
          if (round === 0) continue;
          const measured = await runWrk({ url, script: scripts[workload], connections: CONNECTIONS, seconds });
          const key = `${target}-${workload}`;
          results.set(key, [...(results.get(key) ?? []), measured]);
          process.stderr.write(
            `round ${round}/${rounds} ${key.padEnd(18)} ${measured.requestsPerSecond.toFixed(0).padStart(6)} req/s${measured.failures > 0 ? `, ${measured.failures} FAILED` : ""}\n`,
          );
        }
      } finally {
        await started.stop();
      }
    }
  }
  writeReport("proxy", rowsOf(results), json);
  const failures = [...results.values()].flat().reduce((sum, each) => sum + each.failures, 0);
  if (failures > 0) process.stderr.write(`${failures} requests failed: these figures measure something else\n`);
  return failures > 0 ? 1 : 0;
}

function rowsOf(results: ReadonlyMap<string, readonly Measured[]>): readonly Row[] {
  const of = (target: Target, workload: Workload, figure: (measured: Measured) => number): number =>
    median((results.get(`${target}-${workload}`) ?? []).map(figure));
  const rows: Row[] = [];
  for (const subject of ["passthrough", "protected"] as const) {
    for (const workload of WORKLOADS) {
      for (const peer of ["nginx", "node-undici"] as const) {
        const figures = [
          ["throughput", "req/s", (measured: Measured) => measured.requestsPerSecond],
          ["p50", "ms", (measured: Measured) => measured.p50Ms],
          ["p99", "ms", (measured: Measured) => measured.p99Ms],
        ] as const;
        for (const [metric, unit, figure] of figures)
          rows.push(row(`${subject}-${workload}`, peer, metric, unit, of(subject, workload, figure), of(peer, workload, figure)));
      }
    }
  }
  return rows;
}

export const proxyBench: Bench = {
  name: "proxy",
  summary: "passing through, and with JWT, validation and limits, against nginx and node:http + undici",
  usage: "proxy [--rounds 5] [--seconds 5] [--json FILE]",
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "5" }, json: { type: "string" } },
    });
    for (const program of ["nginx", "wrk"]) {
      if (findServer(program) !== null) continue;
      process.stderr.write(`the bench needs ${program}: apt-get install nginx-light wrk\n`);
      return 1;
    }
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seconds) || seconds < 1) {
      process.stderr.write("--rounds and --seconds take whole numbers from 1\n");
      return 64;
    }
    return await measure({ rounds, seconds, json: values.json ?? null });
  },
};
