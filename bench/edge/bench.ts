/** The edge against nginx as TLS proxy: keep-alive, new handshakes, HTTP/2, large bodies both ways, idle connections. Rounds interleaved, one core each; medians. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { type Certificate, makeCertificate } from "../../test/support/certificate.ts";
import { freePort } from "../../test/support/free_port.ts";
import { findServer } from "../../test/support/servers.ts";
import { runH2load } from "../h2load.ts";
import type { Bench } from "../main.ts";
import { LOAD_CORE, PROXY_CORE, type Started, startPinned } from "../processes.ts";
import { BROWSER } from "../proxy/wrk_scripts.ts";
import { median, type Row, row, writeReport } from "../report.ts";
import { type Measured, runWrk } from "../wrk.ts";
import { idleKilobytes } from "./idle_memory.ts";
import { LARGE_BYTES, writeEdgeProxy, writeEdgeUpstream } from "./nginx_conf.ts";

const TARGETS = ["nginx", "portcullis"] as const;
type Target = (typeof TARGETS)[number];

const UPLOAD_BYTES = 4_194_304;
const IDLE_CONNECTIONS = 1_000;

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;

function writeGateway(folder: string, port: number, adminPort: number, upstreamPort: number, certificate: Certificate): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cert.pem"), certificate.cert);
  writeFileSync(join(folder, "key.pem"), certificate.key, { mode: 0o600 });
  const config = {
    version: 1,
    listen: { address: `127.0.0.1:${port}`, tls: { cert: "cert.pem", key: "key.pem" } },
    admin: `127.0.0.1:${adminPort}`,
    log: { exchanges: "all", file: "./exchanges.jsonl" },
    store: { path: "./events.sqlite", max_size: "512MB" },
    protocol: { connections_per_ip: 10_000 },
    apis: [{ name: "edge", routes: "any", public: true, max_body: "1GB", upstream: `http://127.0.0.1:${upstreamPort}` }],
  };
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

async function startTarget(
  target: Target,
  folder: string,
  upstreamPort: number,
  certificate: Certificate,
): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const own = join(folder, target);
  const command =
    target === "nginx"
      ? ["nginx", "-c", writeEdgeProxy(own, port, upstreamPort, certificate)]
      : [...node, join(root, "src/cli/main.ts"), "run", writeGateway(own, port, await freePort(), upstreamPort, certificate)];
  return { ...(await startPinned(PROXY_CORE, command, port)), port };
}

interface Scripts {
  readonly get: string;
  readonly close: string;
  readonly download: string;
  readonly upload: string;
}

function writeScripts(folder: string): Scripts {
  const headers = Object.entries(BROWSER)
    .map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
    .join("\n");
  const write = (name: string, text: string): string => {
    const file = join(folder, `${name}.lua`);
    writeFileSync(file, text);
    return file;
  };
  return {
    get: write("get", `wrk.path = "/orders?limit=20&status=paid&sort=placed"\n${headers}\n`),
    close: write("close", `wrk.path = "/orders"\n${headers}\nwrk.headers["Connection"] = "close"\n`),
    download: write("download", `wrk.path = "/large"\n`),
    upload: write(
      "upload",
      `wrk.method = "POST"\nwrk.path = "/upload"\nwrk.headers["Content-Type"] = "application/octet-stream"\nwrk.body = string.rep("portcull", ${UPLOAD_BYTES / 8})\n`,
    ),
  };
}

/** By subject: what is run for so many seconds. */
function workloads(scripts: Scripts): Readonly<Record<string, (url: string, seconds: number) => Promise<Measured>>> {
  const wrk =
    (script: string, connections: number) =>
    (url: string, seconds: number): Promise<Measured> =>
      runWrk({ url, script, connections, seconds });
  return {
    "tls-get": wrk(scripts.get, 64),
    handshake: wrk(scripts.close, 64),
    "h2-get": (url, seconds) =>
      runH2load({ url: `${url}/orders?limit=20&status=paid&sort=placed`, headers: BROWSER, connections: 16, streams: 8, seconds }),
    download: wrk(scripts.download, 8),
    upload: wrk(scripts.upload, 8),
  };
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly only: string | null;
  readonly json: string | null;
}

async function measure({ rounds, seconds, only, json }: Options): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const certificate = makeCertificate();
  const upstreamPort = await freePort();
  const upstream = ["nginx", "-c", writeEdgeUpstream(join(folder, "upstream"), upstreamPort)];
  stack.adopt(await startPinned(LOAD_CORE, upstream, upstreamPort), (started) => started.stop());
  const chosen = Object.entries(workloads(writeScripts(folder))).filter(([name]) => only === null || name === only);
  const results = new Map<string, Measured[]>();
  const idle = new Map<Target, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const target of TARGETS) {
      const started = await startTarget(target, folder, upstreamPort, certificate);
      try {
        for (const [name, run] of chosen) {
          const url = `https://127.0.0.1:${started.port}`;
          await run(url, 1);
          if (round === 0) continue;
          const measured = await run(url, seconds);
          const key = `${target} ${name}`;
          results.set(key, [...(results.get(key) ?? []), measured]);
          const failed = measured.failures > 0 ? `, ${measured.failures} FAILED` : "";
          process.stderr.write(
            `round ${round}/${rounds} ${key.padEnd(20)} ${measured.requestsPerSecond.toFixed(0).padStart(7)} req/s${failed}\n`,
          );
        }
      } finally {
        await started.stop();
      }
      if (round === 0 || only !== null) continue;
      const fresh = await startTarget(target, folder, upstreamPort, certificate);
      try {
        const kilobytes = await idleKilobytes(fresh.child.pid ?? 0, fresh.port, IDLE_CONNECTIONS);
        idle.set(target, [...(idle.get(target) ?? []), kilobytes]);
      } finally {
        await fresh.stop();
      }
    }
  }
  writeReport(
    "edge",
    [
      ...rowsOf(
        chosen.map(([name]) => name),
        results,
      ),
      ...idleRows(idle),
    ],
    json,
  );
  const failures = [...results.values()].flat().reduce((sum, each) => sum + each.failures, 0);
  if (failures > 0) process.stderr.write(`${failures} requests failed: these figures measure something else\n`);
  return failures > 0 ? 1 : 0;
}

/** Bytes of one request of a subject where its figure is a rate of bytes. */
const BYTES: Readonly<Record<string, number>> = { download: LARGE_BYTES, upload: UPLOAD_BYTES };

function rowsOf(names: readonly string[], results: ReadonlyMap<string, readonly Measured[]>): readonly Row[] {
  const of = (target: Target, name: string, figure: (measured: Measured) => number): number =>
    median((results.get(`${target} ${name}`) ?? []).map(figure));
  return names.map((name) => {
    const bytes = BYTES[name];
    const figure = ({ requestsPerSecond }: Measured): number =>
      bytes === undefined ? requestsPerSecond : (requestsPerSecond * bytes) / 1e6;
    const [metric, unit] = bytes === undefined ? ["throughput", name === "handshake" ? "handshakes/s" : "req/s"] : ["throughput", "MB/s"];
    return row(name, "nginx", metric ?? "", unit ?? "", of("portcullis", name, figure), of("nginx", name, figure));
  });
}

function idleRows(idle: ReadonlyMap<Target, readonly number[]>): readonly Row[] {
  const ours = idle.get("portcullis");
  const theirs = idle.get("nginx");
  return ours === undefined || theirs === undefined ? [] : [row("idle-connection", "nginx", "memory", "KB", median(ours), median(theirs))];
}

export const edgeBench: Bench = {
  name: "edge",
  summary: "TLS keep-alive, handshakes, HTTP/2, large bodies and idle connections against nginx as TLS proxy",
  usage: "edge [--rounds 5] [--seconds 5] [--only SUBJECT] [--json FILE]",
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string", default: "5" },
        seconds: { type: "string", default: "5" },
        only: { type: "string" },
        json: { type: "string" },
      },
    });
    for (const program of ["nginx", "wrk", "h2load"]) {
      if (findServer(program) !== null) continue;
      process.stderr.write(`the bench needs ${program}: apt-get install nginx-light wrk nghttp2-client\n`);
      return 1;
    }
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seconds) || seconds < 1) {
      process.stderr.write("--rounds and --seconds take whole numbers from 1\n");
      return 64;
    }
    return await measure({ rounds, seconds, only: values.only ?? null, json: values.json ?? null });
  },
};
