/** The gateway under clients that misbehave, one core its own: what becomes of them, of a good client's latency, and of the gateway's memory. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { findServer } from "../../test/support/servers.ts";
import type { Bench } from "../main.ts";
import { freePort, LOAD_CORE, pinned, PROXY_CORE, type Started, startPinned } from "../processes.ts";
import { type Row, row, writeReport } from "../report.ts";
import { ATTACKS } from "./attacks.ts";
import { grownBytes } from "./memory.ts";
import { GIB, transferRows } from "./transfers.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;

const PER_SECOND = 200;
const QUIET_S = 5;
/** Latency may double; below so much, what is measured is the machine. */
const SLACK_MS = 5;
const SLOWHTTPTEST: Readonly<Record<string, readonly string[]>> = {
  "slowhttptest-head": ["-H"],
  "slowhttptest-body": ["-B"],
  "slowhttptest-range": ["-R"],
  "slowhttptest-reader": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"],
};

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly answered: number;
  readonly failures: number;
  readonly shed: number;
}
const MEASURED: z.ZodType<Measured> = z.object({
  p50: z.number(),
  p99: z.number(),
  answered: z.number(),
  failures: z.number(),
  shed: z.number(),
});
const OUTCOME = z.object({ opened: z.number(), ended: z.number(), left: z.number(), longestS: z.number() });

/** Runs a command on the core of the load; gives what it wrote. */
function run(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = pinned(LOAD_CORE, command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}

async function measure(port: number, path: string, seconds: number): Promise<Measured> {
  const text = await run([...node, join(here, "measure_process.ts"), `${port}`, path, `${seconds}`, `${PER_SECOND}`]);
  return MEASURED.parse(JSON.parse(text));
}

function writeConfig(folder: string, port: number, adminPort: number, upstreamPort: number, extra: object): string {
  mkdirSync(folder, { recursive: true });
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  const config = {
    version: 1,
    listen: `127.0.0.1:${port}`,
    admin: `127.0.0.1:${adminPort}`,
    log: { exchanges: "off" },
    store: { path: "./events.sqlite", max_size: "512MB" },
    ...extra,
    apis: [
      { name: "sheddable", prefix: "/sheddable", routes: "any", public: true, upstream, priority: "sheddable" },
      { name: "rest", routes: "any", public: true, max_body: "1GB", upstream },
    ],
  };
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

interface World {
  readonly folder: string;
  readonly upstreamPort: number;
}

/** A gateway for one subject; ends with `stack`. */
async function startGateway(
  stack: AsyncDisposableStack,
  world: World,
  name: string,
  extra: object,
): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const file = writeConfig(join(world.folder, name), port, await freePort(), world.upstreamPort, extra);
  const started = await startPinned(PROXY_CORE, [...node, join(root, "src/cli/main.ts"), "run", file], port);
  stack.defer(() => started.stop());
  // The first calls compile what they run.
  await measure(port, "/", 2);
  return { ...started, port };
}

/** A good client beside an attack, against the same client alone. */
async function attackRows(
  world: World,
  name: string,
  seconds: number,
  protocol: object,
  command: (port: number) => readonly string[],
): Promise<readonly Row[]> {
  await using stack = new AsyncDisposableStack();
  const { port, child } = await startGateway(stack, world, name, { protocol });
  const pid = child.pid ?? 0;
  const quiet = await measure(port, "/", QUIET_S);
  const attacking = run(command(port));
  let measured = quiet;
  const grown = await grownBytes(pid, Promise.all([attacking, measure(port, "/", seconds - 2).then((each) => (measured = each))]));
  const rows = [
    row(name, "alone", "p50", "ms", measured.p50, quiet.p50),
    row(name, "alone", "p99", "ms", measured.p99, quiet.p99),
    row(name, "alone", "good calls answered", "%", share(measured), share(quiet)),
    row(name, "none", "memory grown", "MB", grown / 1_048_576, 0),
  ];
  const outcome = OUTCOME.safeParse(parsed(await attacking));
  if (outcome.success) {
    rows.push(row(name, "connections", "cut off", "%", (100 * outcome.data.ended) / outcome.data.opened, outcome.data.opened));
    rows.push(row(name, "connections", "longest life", "s", outcome.data.longestS, outcome.data.opened));
  }
  return rows;
}

const share = ({ answered, failures, shed }: Measured): number => (100 * answered) / (answered + failures + shed);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** More sheddable calls than can be served: the latency of others, with shedding and without. */
async function sheddingRows(world: World, seconds: number): Promise<readonly Row[]> {
  const measured: Measured[] = [];
  for (const mode of ["off", "enforce"] as const) {
    await using stack = new AsyncDisposableStack();
    const { port } = await startGateway(stack, world, `shedding-${mode}`, {
      modes: { overload: mode },
      protocol: { connections_per_ip: 10_000, target_delay: "20ms" },
    });
    const flood = run(["nice", "-n", "5", "wrk", "-t", "1", "-c", "2000", "-d", `${seconds}s`, `http://127.0.0.1:${port}/sheddable/a`]);
    await sleep(2_000);
    measured.push(await measure(port, "/", seconds - 4));
    await flood;
  }
  const [without, withIt] = measured;
  if (without === undefined || withIt === undefined) return [];
  return [
    row("shedding", "without", "p50", "ms", withIt.p50, without.p50),
    row("shedding", "without", "p99", "ms", withIt.p99, without.p99),
    row("shedding", "without", "normal calls answered", "%", share(withIt), share(without)),
  ];
}

async function bench(chosen: readonly string[], seconds: number, json: string | null): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-overload-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const upstreamPort = await freePort();
  const upstream = [...node, join(here, "upstream_process.ts"), `${upstreamPort}`];
  stack.adopt(await startPinned(LOAD_CORE, upstream, upstreamPort), (started) => started.stop());
  const world = { folder, upstreamPort };
  const rows: Row[] = [];
  const wanted = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
  for (const { name } of ATTACKS) {
    if (!wanted(name)) continue;
    rows.push(
      ...(await attackRows(world, name, seconds, {}, (port) => [
        "nice",
        "-n",
        "5",
        ...node,
        join(here, "attack_process.ts"),
        name,
        `${port}`,
        `${seconds}`,
      ])),
    );
  }
  for (const [name, options] of Object.entries(SLOWHTTPTEST)) {
    if (!wanted(name)) continue;
    const rest = ["-c", "5000", "-r", "1000", "-i", "5", "-l", `${seconds}`, "-p", "3"];
    // It has one address only.
    const protocol = { connections_per_ip: 6_000 };
    rows.push(
      ...(await attackRows(world, name, seconds, protocol, (port) => [
        "slowhttptest",
        ...options,
        ...rest,
        "-u",
        `http://127.0.0.1:${port}/large`,
      ])),
    );
  }
  if (wanted("shedding")) rows.push(...(await sheddingRows(world, seconds)));
  if (wanted("transfer")) {
    await using own = new AsyncDisposableStack();
    const { port, child } = await startGateway(own, world, "transfer", {});
    rows.push(...(await transferRows(port, child.pid ?? 0, GIB)));
  }
  writeReport("overload", rows, json);
  const slow = rows.filter(
    ({ peer, metric, value, peer_value }) => peer === "alone" && metric === "p99" && value > 2 * peer_value + SLACK_MS,
  );
  for (const { subject } of slow) process.stderr.write(`${subject}: a good client's p99 more than doubled\n`);
  return slow.length > 0 ? 1 : 0;
}

const SUBJECTS = [...ATTACKS.map(({ name }) => name), ...Object.keys(SLOWHTTPTEST), "shedding", "transfer"];

export const overloadBench: Bench = {
  name: "overload",
  summary: "slow clients, floods, shedding and large bodies: a good client's latency, and memory",
  usage: `overload [${SUBJECTS.join(" | ")}]... [--seconds 40] [--json FILE]`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seconds: { type: "string", default: "40" }, json: { type: "string" } },
    });
    const seconds = Number(values.seconds);
    if (!Number.isInteger(seconds) || seconds < 6 || positionals.some((name) => !SUBJECTS.includes(name))) {
      process.stderr.write(`subjects are ${SUBJECTS.join(", ")}; --seconds takes a whole number from 6\n`);
      return 64;
    }
    for (const program of ["wrk", "slowhttptest"]) {
      if (findServer(program) !== null) continue;
      process.stderr.write(`the bench needs ${program}: apt-get install wrk slowhttptest\n`);
      return 1;
    }
    return await bench(positionals, seconds, values.json ?? null);
  },
};
