/** The gateway under clients that misbehave, one core its own: what becomes of them, of a good client's latency, and of the gateway's memory. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { freePort } from "../../test/support/free_port.ts";
import { findServer } from "../../test/support/servers.ts";
import type { Bench } from "../main.ts";
import { LOAD_CORE, pinned, PROXY_CORE, type Started, startPinned } from "../processes.ts";
import { writeEdgeUpstream } from "../edge/nginx_conf.ts";
import { type Row, row, writeReport } from "../report.ts";
import { ATTACKS } from "./attacks.ts";
import { jsonRows } from "./json_stall.ts";
import { grownBytes } from "./memory.ts";
import { GIB, transferRows } from "./transfers.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;

/** Attackers share a core with the upstream and the good client, whose latency is to tell of the gateway and not of that core. */
const LAST = ["nice", "-n", "19"] as const;
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
      { name: "sheddable", prefix: "/sheddable", openapi: "./sheddable.json", upstream, priority: "sheddable" },
      { name: "rest", routes: "any", public: true, max_body: "1GB", upstream },
    ],
  };
  writeFileSync(join(folder, "sheddable.json"), JSON.stringify(SHEDDABLE));
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

/** What a document says whose calls are dear to judge. */
const SHEDDABLE = {
  openapi: "3.1.0",
  info: { title: "sheddable", version: "1" },
  paths: {
    "/sheddable/items": {
      post: {
        security: [],
        requestBody: { content: { "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Item" } } } } },
        responses: { 200: { description: "ok" } },
      },
    },
  },
  components: {
    schemas: {
      Item: {
        type: "object",
        required: ["id", "name"],
        properties: {
          id: { type: "string", format: "uuid" },
          name: { type: "string", pattern: "^[A-Za-z ]+$" },
          quantity: { type: "integer" },
        },
      },
    },
  },
};

/** What may be used, and how long it may last. */
interface Bounds {
  readonly mostMb: number;
  readonly mostS: number;
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
  bounds: Bounds,
  seconds: number,
  extra: object,
  command: (port: number) => readonly string[],
): Promise<readonly Row[]> {
  await using stack = new AsyncDisposableStack();
  const { port, child } = await startGateway(stack, world, name, extra);
  const pid = child.pid ?? 0;
  const quiet = await measure(port, "/", QUIET_S);
  const attacking = run(command(port));
  let measured = quiet;
  const grown = await grownBytes(pid, Promise.all([attacking, measure(port, "/", seconds - 2).then((each) => (measured = each))]));
  const rows = [
    row(name, "alone", "p50", "ms", measured.p50, quiet.p50),
    row(name, "alone", "p99", "ms", measured.p99, quiet.p99),
    row(name, "alone", "good calls answered", "%", share(measured), share(quiet)),
    row(name, "bound", "memory grown", "MB", grown / 1_048_576, bounds.mostMb),
  ];
  const outcome = OUTCOME.safeParse(parsed(await attacking));
  if (outcome.success) {
    const { opened, ended, longestS } = outcome.data;
    rows.push(
      row(name, "opened", "connections ended", "count", ended, opened),
      row(name, "bound", "longest life", "s", longestS, bounds.mostS),
    );
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

async function bench(chosen: readonly string[], seconds: number, json: string | null): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-overload-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const upstreamPort = await freePort();
  const upstream = ["nginx", "-c", writeEdgeUpstream(join(folder, "upstream"), upstreamPort)];
  stack.adopt(await startPinned(LOAD_CORE, upstream, upstreamPort), (started) => started.stop());
  const world = { folder, upstreamPort };
  const rows: Row[] = [];
  const wanted = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
  const own = (name: string, port: number): readonly string[] => [...node, join(here, "attack_process.ts"), name, `${port}`, `${seconds}`];
  for (const attack of ATTACKS) {
    const { name } = attack;
    if (!wanted(name)) continue;
    process.stderr.write(`${name}: ${attack.summary}\n`);
    const extra = name === "dear-calls" ? { protocol: { target_delay: "20ms" } } : {};
    rows.push(...(await attackRows(world, name, attack, seconds, extra, (port) => [...LAST, ...own(name, port)])));
    if (name !== "dear-calls") continue;
    const off = { modes: { overload: "off" } };
    rows.push(...(await attackRows(world, `${name}, not shed`, attack, seconds, off, (port) => [...LAST, ...own(name, port)])));
  }
  for (const [name, options] of Object.entries(SLOWHTTPTEST)) {
    if (!wanted(name)) continue;
    process.stderr.write(`${name}\n`);
    const rest = ["-c", "5000", "-r", "1000", "-i", "5", "-l", `${seconds}`, "-p", "3"];
    // It has one address only.
    const extra = { protocol: { connections_per_ip: 6_000 } };
    const command = (port: number): readonly string[] => [
      ...LAST,
      "slowhttptest",
      ...options,
      ...rest,
      "-u",
      `http://127.0.0.1:${port}/large`,
    ];
    rows.push(...(await attackRows(world, name, { mostMb: 400, mostS: 45 }, seconds, extra, command)));
  }
  if (wanted("json")) rows.push(...jsonRows());
  if (wanted("transfer")) {
    await using own = new AsyncDisposableStack();
    const countingPort = await freePort();
    const counting = [...node, join(here, "upstream_process.ts"), `${countingPort}`];
    own.adopt(await startPinned(LOAD_CORE, counting, countingPort), (started) => started.stop());
    const { port, child } = await startGateway(own, { folder, upstreamPort: countingPort }, "transfer", {});
    rows.push(...(await transferRows(port, child.pid ?? 0, GIB)));
  }
  writeReport("overload", rows, json);
  const missed = rows.filter(isMissed);
  for (const { subject, metric } of missed) process.stderr.write(`${subject}: ${metric} is beyond what it may be\n`);
  return missed.length > 0 ? 1 : 0;
}

/** Beyond a bound, or twice as slow as alone. What is not shed is there to compare with. */
function isMissed({ subject, peer, metric, unit, value, peer_value }: Row): boolean {
  if (subject.endsWith("not shed")) return false;
  if (peer === "bound" || (peer === "allowed" && unit === "MB")) return value > peer_value;
  return peer === "alone" && metric === "p99" && value > 2 * peer_value + SLACK_MS;
}

const SUBJECTS = [...ATTACKS.map(({ name }) => name), ...Object.keys(SLOWHTTPTEST), "transfer", "json"];

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
    if (findServer("slowhttptest") === null) {
      process.stderr.write("the bench needs slowhttptest: apt-get install slowhttptest\n");
      return 1;
    }
    return await bench(positionals, seconds, values.json ?? null);
  },
};
