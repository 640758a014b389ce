/**
 * A gateway before GitHub's REST description (1,223 operations, 12 MB): time from the start of the process to `portcullis ready`, and memory then, with operations
 * compiled on first use and all at once. The peer only parses the file: no gateway can be ready before that.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import type { Bench } from "../main.ts";
import { median, type Row, row, writeReport } from "../report.ts";

const DOCUMENT = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
const root = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = ["--disable-warning=ExperimentalWarning"];
const PARSE = `JSON.parse(require("fs").readFileSync(${JSON.stringify(DOCUMENT)}, "utf8")); console.error("ready"); setTimeout(() => {}, 60000);`;

interface Sample {
  readonly readyMs: number;
  readonly rssMb: number;
}

/** Starts a process, waits for its word, reads its memory, ends it. */
function sample(args: readonly string[], word: string): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, [...FLAGS, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    let result: Sample | null = null;
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (result !== null || !said.includes(word)) return;
      result = { readyMs: performance.now() - start, rssMb: residentMb(child.pid ?? 0) };
      child.kill("SIGKILL");
    });
    child.on("exit", () => (result === null ? reject(new Error(said)) : resolve(result)));
  });
}

function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

function writeConfig(folder: string, compile: "lazy" | "eager"): string {
  const file = join(folder, `${compile}.yaml`);
  const api = {
    name: "github",
    openapi: DOCUMENT,
    compile,
    upstream: "http://127.0.0.1:9",
    auth: { keys: "./keys.json", default: "required" },
  };
  writeFileSync(
    file,
    JSON.stringify({ version: 1, listen: "127.0.0.1:0", admin: "off", store: "off", log: { exchanges: "off" }, apis: [api] }),
  );
  return file;
}

async function measure(rounds: number, json: string | null): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const cli = join(root, "src/cli/main.ts");
  const subjects: readonly (readonly [name: string, args: readonly string[], word: string])[] = [
    ["json-parse", ["-e", PARSE], "ready"],
    ["github-lazy", [cli, "run", "--no-watch", writeConfig(folder, "lazy")], "portcullis ready"],
    ["github-eager", [cli, "run", "--no-watch", writeConfig(folder, "eager")], "portcullis ready"],
  ];
  const samples = new Map<string, Sample[]>();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, args, word] of subjects) samples.set(name, [...(samples.get(name) ?? []), await sample(args, word)]);
      process.stderr.write(`round ${round + 1}/${rounds}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (name: string, figure: (each: Sample) => number): number => median((samples.get(name) ?? []).map(figure));
  const rows: readonly Row[] = ["github-lazy", "github-eager"].flatMap((name) => [
    row(
      name,
      "json-parse",
      "time_to_ready",
      "ms",
      of(name, (each) => each.readyMs),
      of("json-parse", (each) => each.readyMs),
    ),
    row(
      name,
      "json-parse",
      "memory",
      "MB",
      of(name, (each) => each.rssMb),
      of("json-parse", (each) => each.rssMb),
    ),
  ]);
  writeReport("openapi", rows, json);
  return 0;
}

export const openapiBench: Bench = {
  name: "openapi",
  summary: "time to ready and memory before GitHub's description, compiled lazily and eagerly",
  usage: "openapi [--rounds 5] [--json FILE]",
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "5" }, json: { type: "string" } } });
    const rounds = Number(values.rounds);
    if (Number.isInteger(rounds) && rounds > 0) return await measure(rounds, values.json ?? null);
    process.stderr.write("--rounds takes a whole number from 1\n");
    return 64;
  },
};
