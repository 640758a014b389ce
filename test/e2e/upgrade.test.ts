/** A gateway that is replaced while it serves: nobody is refused, reset or left without an answer. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { descriptorOf } from "../../src/adapters/listener/inherited_sockets.ts";
import { startEcho } from "../support/echo.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { makeCertificate } from "../support/certificate.ts";
import { field, RawClient } from "../support/raw_client.ts";
import { type RunningProcess, startPortcullis, startProcess } from "../support/run_process.ts";
import { skipWithout } from "../support/servers.ts";
import { type Handshake, handshake } from "../support/tls_client.ts";

const root = new URL("../..", import.meta.url).pathname;
const skip = process.platform === "win32" ? "Windows hands over no sockets" : false;
const GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const LAST = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

async function begin(stack: AsyncDisposableStack, config: object = {}) {
  const echo = stack.adopt(await startEcho((_request, response) => response.end("ok")), (started) => started.close());
  const protocol = { connections_per_ip: 5_000 };
  const { folder, configFile } = writeTestConfig({ upstream: echo.base, api: { public: true }, config: { protocol, ...config } });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  return { echo, folder, configFile };
}

/** Successors are nobody's children in the end, so they are ended by the ids that were told. */
const pidsOf = (said: string): readonly number[] => [...said.matchAll(/SIGUSR2: process ([0-9]+) takes/gu)].map(([, pid]) => Number(pid));

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

async function runningGateway(stack: AsyncDisposableStack, configFile: string) {
  const gateway: RunningProcess = startPortcullis(["run", configFile, "--no-watch"]);
  let said = "";
  stack.defer(() => {
    for (const pid of [gateway.child.pid, ...pidsOf(said)]) kill(pid, "SIGKILL");
  });
  said = await gateway.says("portcullis ready");
  const port = Number(/listening on https?:\/\/127\.0\.0\.1:(\d+)/u.exec(said)?.[1]);
  const adminPort = Number(/admin API on http:\/\/127\.0\.0\.1:(\d+)/u.exec(said)?.[1]);
  /** Signals the one that serves, and resolves with the id of its successor. The output of all of them is one. */
  const succeed = async (): Promise<number> => {
    const before = pidsOf(said);
    kill(before.at(-1) ?? gateway.child.pid, "SIGUSR2");
    for (let tries = 0; pidsOf(said).length === before.length; tries++) {
      assert.ok(tries < 600, said);
      await new Promise((resolve) => setTimeout(resolve, 50));
      said = await gateway.says("portcullis ready");
    }
    return pidsOf(said).at(-1) ?? 0;
  };
  return { gateway, port, adminPort, succeed };
}

/** One connection, one request, to the end of the connection; what went wrong, or null. */
function fresh(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(LAST));
    let answer = "";
    socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
    socket.on("error", (error) => resolve(error.message));
    socket.on("close", () => resolve(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("ok") ? null : `cut: ${answer.slice(0, 40)}`));
  });
}

test("0 of 10,000 connections fail while the gateway is replaced twice; kept connections get every answer too", { skip }, async () => {
  await using stack = new AsyncDisposableStack();
  const { configFile } = await begin(stack);
  const { gateway, port, adminPort, succeed } = await runningGateway(stack, configFile);
  const failures: string[] = [];
  const load = { opened: 0, replaced: false };
  let kept = 0;
  const goesOn = (): boolean => load.opened < 10_000 || !load.replaced;
  const freshOnes = async (): Promise<void> => {
    while (goesOn()) {
      load.opened++;
      const failure = await fresh(port);
      if (failure !== null) failures.push(failure);
    }
  };
  const keptOnes = async (): Promise<void> => {
    while (goesOn()) {
      await using client = await RawClient.connect(port);
      for (let last = false; !last && goesOn(); kept++) {
        const answer = await client.send(GET).answer();
        if (answer.status !== 200) failures.push(`status ${answer.status}`);
        last = field(answer, "connection") === "close";
      }
    }
  };
  const exited = once(gateway.child, "exit");
  const running = [...Array.from({ length: 24 }, freshOnes), ...Array.from({ length: 8 }, keptOnes)];
  const first = await succeed();
  // Why not `end`: its output is its successors' too.
  const { exitCode } = gateway.child;
  assert.equal(exitCode ?? (await exited)[0], 0);
  assert.equal((await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status, 200);
  const second = await succeed();
  assert.notEqual(first, second);
  load.replaced = true;
  await Promise.all(running);
  assert.ok(load.opened >= 10_000);
  assert.deepEqual(failures, []);
  assert.ok(kept > 100, String(kept));
  kill(second, "SIGTERM");
});

test("TLS sessions of the process before are resumed by its successor, and by that one's; its secret is in no environment or command line", {
  skip,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const { cert, key } = makeCertificate();
  const tls = { cert: "a.pem", key: "a.key" };
  const { folder, configFile } = await begin(stack, { admin: "off", listen: { address: "127.0.0.1:0", tls } });
  writeFileSync(join(folder, "a.pem"), cert);
  writeFileSync(join(folder, "a.key"), key);
  const { port, succeed } = await runningGateway(stack, configFile);
  const versions = ["TLSv1.2", "TLSv1.3"] as const;
  const connect = async (maxVersion: string, session: Buffer | null): Promise<Handshake> =>
    await handshake(port, {
      ca: cert,
      servername: "localhost",
      maxVersion: maxVersion === "TLSv1.2" ? maxVersion : "TLSv1.3",
      ...(session === null ? {} : { session }),
    });
  const sessions = new Map<string, Buffer | null>();
  for (const version of versions) sessions.set(version, (await connect(version, null)).session);
  for (let generation = 1; generation <= 2; generation++) {
    const pid = await succeed();
    for (const version of versions) {
      const { resumed, session, text } = await connect(version, sessions.get(version) ?? null);
      assert.ok(resumed && text.startsWith("HTTP/1.1 200"), `${version} after ${generation}`);
      sessions.set(version, session ?? sessions.get(version) ?? null);
    }
    if (process.platform !== "linux") continue;
    const shown = readFileSync(`/proc/${pid}/environ`, "latin1") + readFileSync(`/proc/${pid}/cmdline`, "latin1");
    assert.match(shown, /PORTCULLIS_SUCCEEDS=\{"sockets":\[[^\]]*\],"readyFd":[0-9]+,"ticketsFd":[0-9]+\}\0/u);
  }
});

test("a successor that can't start changes nothing; one that can takes the admin socket too, and what the file says now", {
  skip,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, configFile } = await begin(stack, { admin: { address: "127.0.0.1:0", socket: "admin.sock" } });
  const { gateway, port, succeed } = await runningGateway(stack, configFile);
  const written = readFileSync(configFile, "utf8");
  writeFileSync(configFile, written.replace('"version"', '"vershun"'));
  kill(gateway.child.pid, "SIGUSR2");
  await gateway.says("no successor (it ended with 3); this process goes on");
  assert.equal(await fresh(port), null);
  writeFileSync(configFile, written.replace('"version": 1', '"version": 1, "ip": { "deny": ["127.0.0.0/8"] }'));
  const pid = await succeed();
  await using client = await RawClient.connect(port);
  assert.equal((await client.send(GET).answer()).status, 403, "the successor's configuration");
  assert.equal(await askSocket(join(folder, "admin.sock"), "/readyz"), 200);
  const over = once(gateway.child, "exit");
  if (gateway.child.exitCode === null) await over;
  assert.equal(await askSocket(join(folder, "admin.sock"), "/readyz"), 200, "still there when the one before is gone");
  kill(pid, "SIGTERM");
});

function askSocket(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path, headers: { host: "localhost" } }, (response) => resolve(response.resume().statusCode ?? 0))
      .on("error", reject);
  });
}

test("while whoever holds the socket starts the gateway again, connections wait in it: none of 2,000 fails", { skip }, async () => {
  await using stack = new AsyncDisposableStack();
  const holder = net.createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { configFile } = await begin(stack, { admin: "off", listen: `127.0.0.1:${port}` });
  // What systemd does: it keeps the socket, accepts nothing, and starts the service with it, for each line again.
  const gateway = `"${process.execPath}" --disable-warning=ExperimentalWarning "${root}bin/portcullis" run "${configFile}" --no-watch`;
  const service = `while read -r line; do LISTEN_FDS=1 LISTEN_FDNAMES=listen sh -c 'LISTEN_PID=$$; export LISTEN_PID; echo "pid $$"; exec ${gateway}'; done`;
  const systemd = spawn("sh", ["-c", service], { stdio: ["pipe", "pipe", "pipe", descriptorOf(holder) ?? "ignore"] });
  holder.close();
  let said = "";
  for (const stream of [systemd.stdout, systemd.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const count = (pattern: RegExp): number => said.match(pattern)?.length ?? 0;
  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries++) {
      assert.ok(tries < 600, said);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const lastPid = (): number => Number([...said.matchAll(/^pid ([0-9]+)$/gmu)].at(-1)?.[1]);
  stack.defer(() => {
    systemd.stdin?.end();
    if (Number.isInteger(lastPid())) kill(lastPid(), "SIGKILL");
  });
  systemd.stdin?.write("start\n");
  await until(() => count(/portcullis ready/gu) === 1);

  const failures: string[] = [];
  const load = { opened: 0, restarted: false };
  const callers = Array.from({ length: 16 }, async () => {
    while (load.opened < 2_000 || !load.restarted) {
      load.opened++;
      const failure = await fresh(port);
      if (failure !== null) failures.push(failure);
    }
  });
  await until(() => load.opened > 100);
  kill(lastPid(), "SIGTERM");
  systemd.stdin?.write("restart\n");
  await until(() => count(/portcullis ready/gu) === 2);
  load.restarted = true;
  await Promise.all(callers);
  assert.deepEqual(failures, []);
  systemd.stdin?.end();
  kill(lastPid(), "SIGTERM");
  assert.equal((await once(systemd, "exit"))[0], 0);
});

const activate = skipWithout("systemd-socket-activate");

test("systemd's socket is taken instead of opening one, with what waited in it; one that the configuration does not name is refused", {
  skip: activate,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const probe = net.createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const { configFile } = await begin(stack, { admin: "off", listen: `127.0.0.1:${port}` });
  const start = (file: string, at: string): RunningProcess => {
    const gateway = [process.execPath, "--disable-warning=ExperimentalWarning", join(root, "bin/portcullis"), "run", file, "--no-watch"];
    const activated = startProcess("systemd-socket-activate", ["-l", at, "--fdname=listen", ...gateway]);
    stack.defer(() => void activated.child.kill("SIGKILL"));
    return activated;
  };
  const activated = start(configFile, `127.0.0.1:${port}`);
  await activated.says("Listening on");
  // The first connection starts the gateway, and is answered by it.
  assert.deepEqual(await Promise.all([fresh(port), fresh(port)]), [null, null]);
  activated.child.kill("SIGTERM");
  assert.equal((await activated.end).code, 0);

  const other = start(configFile, `127.0.0.2:${port}`);
  await other.says("Listening on");
  const caller = net.connect(port, "127.0.0.2");
  caller.on("error", () => {});
  const end = await other.end;
  caller.destroy();
  assert.equal(end.code, 1);
  assert.match(end.err, /the socket handed over listens on `127\.0\.0\.2:/u);
});
