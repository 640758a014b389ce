/**
 * Ten minutes of steady load over TLS while the configuration is reloaded, certificates are rotated and one answer in a hundred of the upstream is faulty. What
 * must hold: memory at the end at most 1.1 times that after three tenths of the time, every request a record or a counted loss, none lost at 80 % of what the gateway can do,
 * and no status but those that the design allows.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/support/free_port.ts";
import { makeCertificate } from "../../test/support/certificate.ts";
import { residentBytes } from "../edge/idle_memory.ts";
import type { Bench } from "../main.ts";
import { LOAD_CORE, pinned, PROXY_CORE, startPinned } from "../processes.ts";
import { median, row, writeReport } from "../report.ts";

const CONNECTIONS = 64;
const RELOAD_MS = 10_000;
const ROTATE_MS = 15_000;
const SAMPLE_MS = 2_000;
/** Share of what the gateway can do. */
const LOAD = 0.8;
/** What an API that is there may answer, itself and through the gateway; 500 is the upstream's own. */
const ALLOWED: ReadonlySet<string> = new Set(["200", "500", "502", "503", "504"]);

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;

interface Loaded {
  readonly sent: number;
  readonly broken: number;
  readonly statuses: Readonly<Record<string, number>>;
}

function load(port: number, rate: number, seconds: number): Promise<Loaded> {
  const args = [join(root, "bench/soak/load.ts"), String(port), String(CONNECTIONS), String(rate), String(seconds)];
  const [program = "", ...rest] = pinned(LOAD_CORE, [...node, ...args]);
  return new Promise((resolve, reject) => {
    execFile(program, rest, { timeout: (seconds + 60) * 1_000 }, (error, stdout) => {
      if (error !== null) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}

class Site {
  readonly folder: string;
  readonly configFile: string;
  private readonly port: number;
  private readonly adminPort: number;
  private readonly upstreamPort: number;
  private turn = 0;

  constructor(folder: string, port: number, adminPort: number, upstreamPort: number) {
    this.folder = folder;
    this.port = port;
    this.adminPort = adminPort;
    this.upstreamPort = upstreamPort;
    this.configFile = join(folder, "portcullis.yaml");
    mkdirSync(folder, { recursive: true });
    this.rotate();
    this.configure();
  }

  /** A new certificate, written key first as tools that rotate do. */
  rotate(): void {
    const { cert, key } = makeCertificate();
    writeFileSync(join(this.folder, "key.pem"), key, { mode: 0o600 });
    writeFileSync(join(this.folder, "cert.pem"), cert);
  }

  /** Another limit each time, so that each reload is one. */
  configure(): void {
    this.turn++;
    const config = {
      version: 1,
      listen: { address: `127.0.0.1:${this.port}`, tls: { cert: "cert.pem", key: "key.pem" } },
      admin: `127.0.0.1:${this.adminPort}`,
      log: { exchanges: "all", file: "./exchanges.jsonl" },
      store: { path: "./events.sqlite", max_size: "4GB" },
      protocol: { connections_per_ip: 10_000 },
      apis: [
        {
          name: "orders",
          routes: "any",
          public: true,
          upstream: `http://127.0.0.1:${this.upstreamPort}`,
          limits: [{ per: "ip", rate: `${6_000_000 + this.turn}/min` }],
        },
      ],
    };
    writeFileSync(this.configFile, JSON.stringify(config, null, 2));
  }
}

async function metricsOf(adminPort: number, folder: string): Promise<ReadonlyMap<string, number>> {
  const token = readFileSync(join(folder, ".portcullis/admin-token"), "utf8").trim();
  const answer = await fetch(`http://127.0.0.1:${adminPort}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const sums = new Map<string, number>();
  for (const line of (await answer.text()).split("\n")) {
    const match = /^(\w+)(?:\{[^}]*\})? ([0-9.e+]+)/u.exec(line);
    if (match !== null) sums.set(match[1] ?? "", (sums.get(match[1] ?? "") ?? 0) + Number(match[2]));
  }
  return sums;
}

async function soak(minutes: number, json: string | null): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-soak-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [port, adminPort, upstreamPort] = [await freePort(), await freePort(), await freePort()];
  const upstream = await startPinned(LOAD_CORE, [...node, join(root, "bench/soak/upstream.ts"), String(upstreamPort)], upstreamPort);
  stack.defer(() => upstream.stop());
  const site = new Site(join(folder, "gateway"), port, adminPort, upstreamPort);
  const gateway = await startPinned(PROXY_CORE, [...node, join(root, "src/cli/main.ts"), "run", site.configFile], port);
  stack.defer(() => gateway.stop());
  const seconds = minutes * 60;
  process.stderr.write("measuring what the gateway can do\n");
  const burst = await load(port, 0, 10);
  const rate = Math.floor((burst.sent / 10) * LOAD);
  process.stderr.write(`${Math.round(burst.sent / 10)} req/s; ${rate} req/s for ${seconds} s\n`);
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  const startedMs = performance.now();
  const timers = [
    setInterval(() => samples.push({ atMs: performance.now() - startedMs, bytes: residentBytes(gateway.child.pid ?? 0) }), SAMPLE_MS),
    setInterval(() => {
      site.configure();
      gateway.child.kill("SIGHUP");
    }, RELOAD_MS),
    setInterval(() => {
      site.rotate();
      gateway.child.kill("SIGHUP");
    }, ROTATE_MS),
  ];
  const loaded = await load(port, rate, seconds);
  for (const timer of timers) clearInterval(timer);
  // The store writes behind.
  await sleep(3_000);
  const metrics = await metricsOf(adminPort, site.folder);
  const around = (ms: number): number =>
    median(samples.filter(({ atMs }) => Math.abs(atMs - ms) <= Math.max(SAMPLE_MS * 2, seconds * 20)).map(({ bytes }) => bytes)) / 1e6;
  const [early, late] = [around(seconds * 300), around(seconds * 980)];
  const sent = loaded.sent + burst.sent;
  const stored = metrics.get("portcullis_events_stored_total") ?? 0;
  const lost = metrics.get("portcullis_events_lost_total") ?? 0;
  const rows = [
    row("memory", "after three tenths", "resident", "MB", late, early),
    row("records", "requests sent", "stored and lost", "records", stored + lost, sent),
    row("records", "requests sent", "lost", "records", lost, sent),
  ];
  writeReport("soak", rows, json);
  const generations = metrics.get("portcullis_config_generation") ?? 0;
  process.stdout.write(`answers: ${JSON.stringify(loaded.statuses)}, broken off ${loaded.broken}; generations ${generations}\n`);
  const odd = Object.keys(loaded.statuses).filter((status) => !ALLOWED.has(status));
  const faults = [
    late <= early * 1.1 ? null : "memory grew by more than a tenth",
    stored + lost === sent ? null : `${sent} requests were sent, and ${stored + lost} records stored or counted as lost`,
    lost === 0 ? null : `${lost} records were lost`,
    odd.length === 0 ? null : `statuses that the design does not allow: ${odd.join(", ")}`,
    generations > 1 ? null : "no reload took effect",
  ].filter((fault) => fault !== null);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}

export const soakBench: Bench = {
  name: "soak",
  summary: "steady load with reloads, certificate rotations and a faulty upstream: memory, records, statuses",
  usage: "soak [--minutes 10] [--json FILE]",
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { minutes: { type: "string", default: "10" }, json: { type: "string" } } });
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= 600)) {
      process.stderr.write("--minutes takes a number up to 600\n");
      return 64;
    }
    return await soak(minutes, values.json ?? null);
  },
};
