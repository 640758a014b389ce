/**
 * WebSocket echo through the gateway, which reads and judges frames, and through nginx, which copies bytes: processor time of the proxy for one message there and back.
 * Why not throughput: the load, the echo and two proxies share two cores, so that it would measure the load.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "../../test/support/free_port.ts";
import { findServer } from "../../test/support/servers.ts";
import type { Bench } from "../main.ts";
import { LOAD_CORE, pinned, PROXY_CORE, type Started, startPinned } from "../processes.ts";
import { median, row, writeReport } from "../report.ts";
import { cpuSeconds } from "./cpu_time.ts";

const TARGETS = ["nginx", "portcullis", "portcullis-schema"] as const;
type Target = (typeof TARGETS)[number];

/** Bytes of a message by subject. */
const SUBJECTS: readonly (readonly [name: string, bytes: number])[] = [
  ["echo-64", 64],
  ["echo-16k", 16_384],
];
const CONNECTIONS = 32;
const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;
const counts = z.object({ messages: z.number(), failures: z.number() });

function writeNginx(folder: string, port: number, upstreamPort: number): string {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `worker_processes 1;
daemon off;
user root;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 8192; }
http {
${paths}
  access_log ${folder}/access.log;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${upstreamPort};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }
  }
}
`,
  );
  return file;
}

function writeGateway(folder: string, port: number, adminPort: number, upstreamPort: number, schema: object | null): string {
  const websocket = schema === null ? true : { client: { schema }, server: { schema } };
  const config = {
    version: 1,
    listen: `127.0.0.1:${port}`,
    admin: `127.0.0.1:${adminPort}`,
    log: { exchanges: "all", file: "./exchanges.jsonl" },
    store: { path: "./events.sqlite" },
    apis: [{ name: "echo", routes: "any", public: true, websocket, upstream: `http://127.0.0.1:${upstreamPort}` }],
    modes: schema === null ? {} : { websocket: "observe" },
  };
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

async function startTarget(target: Target, folder: string, upstreamPort: number): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const own = join(folder, target);
  mkdirSync(own, { recursive: true });
  // The load sends no JSON: only observed, each message is kept whole, found not to be JSON, and passes.
  const schema = target === "portcullis-schema" ? { type: "object" } : null;
  const command =
    target === "nginx"
      ? ["nginx", "-c", writeNginx(own, port, upstreamPort)]
      : [...node, join(root, "src/cli/main.ts"), "run", "-c", writeGateway(own, port, await freePort(), upstreamPort, schema)];
  return { ...(await startPinned(PROXY_CORE, command, port)), port };
}

/** Microseconds of the proxy's processor time for a message. */
async function measureOne(started: Started & { readonly port: number }, bytes: number, seconds: number): Promise<number> {
  const pid = started.child.pid ?? 0;
  const before = cpuSeconds(pid);
  const command = [...node, join(root, "bench/websocket/load.ts"), started.port, CONNECTIONS, bytes, seconds].map(String);
  const [program = "", ...args] = pinned(LOAD_CORE, command);
  const { stdout } = await promisify(execFile)(program, args, { timeout: (seconds + 30) * 1_000 });
  const { messages, failures } = counts.parse(JSON.parse(stdout));
  if (failures > 0 || messages === 0) throw new Error(`${failures} connections failed, ${messages} messages came back`);
  return ((cpuSeconds(pid) - before) / messages) * 1e6;
}

async function measure(rounds: number, seconds: number, json: string | null): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const upstreamPort = await freePort();
  const echo = [...node, join(root, "bench/websocket/echo.ts"), String(upstreamPort)];
  stack.adopt(await startPinned(LOAD_CORE, echo, upstreamPort), (started) => started.stop());
  const results = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const target of TARGETS) {
      const started = await startTarget(target, folder, upstreamPort);
      try {
        for (const [name, bytes] of SUBJECTS) {
          await measureOne(started, bytes, 1);
          if (round === 0) continue;
          const micros = await measureOne(started, bytes, seconds);
          results.set(`${target} ${name}`, [...(results.get(`${target} ${name}`) ?? []), micros]);
          process.stderr.write(`round ${round}/${rounds} ${`${target} ${name}`.padEnd(28)} ${micros.toFixed(1)} us/message\n`);
        }
      } finally {
        await started.stop();
      }
    }
  }
  const of = (target: Target, name: string): number => median(results.get(`${target} ${name}`) ?? []);
  const rows = SUBJECTS.flatMap(([name]) =>
    (["portcullis", "portcullis-schema"] as const).map((target) => {
      const subject = target === "portcullis" ? name : `${name}-schema`;
      return row(subject, "nginx", "processor time", "us/message", of(target, name), of("nginx", name));
    }),
  );
  writeReport("websocket", rows, json);
  return 0;
}

export const websocketBench: Bench = {
  name: "websocket",
  summary: "WebSocket echo: processor time for a message, frames read and judged, against nginx copying bytes",
  usage: "websocket [--rounds 3] [--seconds 5] [--json FILE]",
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string", default: "3" },
        seconds: { type: "string", default: "5" },
        json: { type: "string" },
      },
    });
    if (findServer("nginx") === null) {
      process.stderr.write("the bench needs nginx: apt-get install nginx-light\n");
      return 1;
    }
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seconds) || seconds < 1) {
      process.stderr.write("--rounds and --seconds take whole numbers from 1\n");
      return 64;
    }
    return await measure(rounds, seconds, values.json ?? null);
  },
};
