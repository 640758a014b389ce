/** docs/reference/exit-codes.md says what is so: every row of its tables is tried here, and a row that is not is an error. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EXIT } from "../../src/cli/command.ts";
import { startEcho } from "../support/echo.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";
import { runPortcullis, type RunningProcess, startPortcullis } from "../support/run_process.ts";

const root = new URL("../..", import.meta.url).pathname;
const page = readFileSync(join(root, "docs/reference/exit-codes.md"), "utf8");
const firstCells = (heading: string): readonly string[] => {
  const section = page.split(/^## /mu).find((each) => each.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| (?!code|signal|-)([^|]+) \|/gmu)].map(([, cell = ""]) => cell.trim());
};

async function folderOf(stack: AsyncDisposableStack, upstream: string): Promise<{ readonly folder: string; readonly configFile: string }> {
  const written = writeTestConfig({ upstream, api: { public: true }, config: { admin: "off" } });
  stack.defer(() => rmSync(written.folder, { recursive: true, force: true }));
  return written;
}

test("every exit code of the page is what a command ends with, and there is no other", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const { folder, configFile } = await folderOf(stack, echo.base);
  writeFileSync(join(folder, "bad.yaml"), "version: 2\n");
  writeFileSync(join(folder, "ill.yaml"), readFileSync(configFile, "utf8").replace(echo.base, "http://127.0.0.1:9"));
  const commands: Readonly<Record<string, readonly string[]>> = {
    0: ["check"],
    1: ["run", "--listen", `127.0.0.1:${echo.port}`],
    2: ["doctor", "ill.yaml", "--only", "upstreams"],
    3: ["check", "bad.yaml"],
    64: ["check", "--colour"],
  };
  assert.deepEqual(firstCells("Exit codes"), Object.keys(commands));
  assert.deepEqual(Object.values(EXIT).map(String), Object.keys(commands));
  const ends = await Promise.all(Object.values(commands).map((args) => runPortcullis(args, { cwd: folder })));
  assert.deepEqual(
    ends.map(({ code }) => String(code)),
    Object.keys(commands),
  );
});

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 200, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const refuses = (port: number): Promise<boolean> =>
  RawClient.connect(port).then(
    (client) => {
      client.close();
      return false;
    },
    () => true,
  );

interface Running {
  readonly gateway: RunningProcess;
  readonly port: number;
  readonly configFile: string;
  /** Sends a request, and resolves when the upstream has it; it is answered by `answer`. */
  readonly underWay: () => Promise<RawClient>;
  readonly answer: () => void;
}

const GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

const SIGNALS: Readonly<Record<string, (running: Running) => Promise<void>>> = {
  SIGHUP: async ({ gateway, configFile }) => {
    writeFileSync(configFile, readFileSync(configFile, "utf8").replace('"version": 1', '"version": 1, "problem_detail": "none"'));
    gateway.child.kill("SIGHUP");
    await gateway.says("the new configuration holds from here on");
  },
  "SIGTERM, SIGINT": async (running) => {
    const client = await running.underWay();
    running.gateway.child.kill("SIGTERM");
    await running.gateway.says("waiting for the exchanges under way");
    await eventually(() => refuses(running.port), "no more connections to be taken");
    running.answer();
    assert.equal((await client.answer()).status, 200);
    assert.equal((await running.gateway.end).code, 0);
  },
  "SIGTERM or SIGINT again": async (running) => {
    const client = await running.underWay();
    running.gateway.child.kill("SIGINT");
    await running.gateway.says("waiting for the exchanges under way");
    running.gateway.child.kill("SIGTERM");
    assert.equal((await running.gateway.end).code, 1);
    client.close();
  },
  SIGUSR2: async ({ gateway }) => {
    const over = once(gateway.child, "exit");
    gateway.child.kill("SIGUSR2");
    const successor = Number(/SIGUSR2: process ([0-9]+) takes/u.exec(await gateway.says("takes the connections from here on"))?.[1]);
    if (gateway.child.exitCode === null) await over;
    assert.equal(gateway.child.exitCode, 0);
    process.kill(successor, "SIGTERM");
    assert.match((await gateway.end).err, /SIGTERM: no new connections/u, "the successor writes to the same place");
  },
};

test("the page has every signal that is answered to", () => {
  assert.deepEqual(firstCells("Signals"), Object.keys(SIGNALS));
});

for (const [name, check] of Object.entries(SIGNALS))
  test(`${name} does what the page says`, { skip: process.platform === "win32" ? "Windows has other signals" : false }, async () => {
    await using stack = new AsyncDisposableStack();
    let answer = (): void => {};
    let arrived: (() => void) | null = null;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const echo = await startEcho((_request, response) => {
      answer = () => response.end("done");
      arrived?.();
    });
    stack.defer(() => echo.close());
    const { configFile } = await folderOf(stack, echo.base);
    const gateway = startPortcullis(["run", configFile, "--no-watch"]);
    stack.defer(() => void gateway.child.kill("SIGKILL"));
    const port = Number(/listening on http:\/\/127\.0\.0\.1:([0-9]+)/u.exec(await gateway.says("portcullis ready"))?.[1]);
    const underWay = async (): Promise<RawClient> => {
      const client = stack.use(await RawClient.connect(port));
      client.send(GET);
      await arrival;
      return client;
    };
    await check({ gateway, port, configFile, underWay, answer: () => answer() });
  });
