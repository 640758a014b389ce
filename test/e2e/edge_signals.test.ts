/** The process as it is run: SIGTERM under load loses no request, SIGHUP changes the rules between two requests of one connection. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseCombined } from "../support/combined_log.ts";
import { startEcho } from "../support/echo.ts";
import { eventually } from "../support/edge.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { field, RawClient } from "../support/raw_client.ts";
import { interrupt, type RunningProcess, startPortcullis, startProcess } from "../support/run_process.ts";

const GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

async function before(stack: AsyncDisposableStack, config: object = {}) {
  const echo = stack.adopt(await startEcho((_request, response) => setTimeout(() => response.end("ok"), 5)), (started) => started.close());
  const { folder, configFile } = writeTestConfig({ upstream: echo.base, api: { public: true }, config: { admin: "off", ...config } });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const gateway: RunningProcess = startPortcullis(["run", configFile, "--no-watch"]);
  stack.defer(() => void gateway.child.kill("SIGKILL"));
  const said = await gateway.says("portcullis ready");
  const port = Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/u.exec(said)?.[1]);
  return { echo, gateway, port, configFile, folder };
}

test("SIGTERM under load: every request is answered, the last of a connection says so, the process ends by itself", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway, port } = await before(stack);
  const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.connect(port)));
  stack.defer(() => {
    for (const client of clients) client.close();
  });
  let sent = 0;
  let answered = 0;
  const load = async (client: RawClient): Promise<void> => {
    for (;;) {
      sent++;
      const answer = await client.send(GET).answer();
      assert.deepEqual([answer.status, answer.body], [200, "ok"]);
      answered++;
      if (answered === 100) gateway.child.kill("SIGTERM");
      if (field(answer, "connection") === "close") return;
    }
  };
  await Promise.all(clients.map(load));
  const end = await gateway.end;
  assert.deepEqual([end.code, end.signal], [0, null], end.err);
  assert.deepEqual([answered, echo.received.length], [sent, sent]);
});

test("SIGTERM to the whole process group, which the launcher passes on once more, is one wish; a later one ends at once", async () => {
  await using stack = new AsyncDisposableStack();
  const waiting: (() => void)[] = [];
  const echo = stack.adopt(await startEcho((_request, response) => waiting.push(() => response.end("ok"))), (started) => started.close());
  const { folder, configFile } = writeTestConfig({ upstream: echo.base, api: { public: true }, config: { admin: "off" } });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  for (const hurried of [false, true]) {
    // Without the launcher's flag, so that there are two processes.
    const portcullis = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));
    const gateway = startProcess(process.execPath, [portcullis, "run", configFile, "--no-watch"], { group: true });
    stack.defer(() => interrupt(gateway, "SIGKILL"));
    const said = await gateway.says("portcullis ready");
    await using client = await RawClient.connect(Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/u.exec(said)?.[1]));
    client.send(GET);
    await eventually(() => waiting.length === 1, "the request upstream");
    interrupt(gateway, "SIGTERM");
    await gateway.says("SIGTERM: no new connections");
    const answerAll = (): void => {
      for (const answer of waiting.splice(0)) answer();
    };
    if (hurried) {
      await sleep(1_100);
      interrupt(gateway, "SIGTERM");
      await gateway.says("SIGTERM again");
      answerAll();
    } else {
      // By then the launcher's has come too.
      await sleep(500);
      answerAll();
      assert.equal((await client.answer()).status, 200);
    }
    const end = await gateway.end;
    assert.deepEqual([end.code, end.signal, end.err.includes("again")], [hurried ? 1 : 0, null, hurried], end.err);
  }
});

test("SIGHUP takes what the files say now; what does not load changes nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway, port, configFile } = await before(stack);
  await using client = await RawClient.connect(port);
  assert.equal((await client.send(GET).answer()).status, 200);
  const good = readFileSync(configFile, "utf8");
  writeFileSync(configFile, good.replace('"version": 1', '"version": 1, "ip": { "deny": ["127.0.0.0/33"] }'));
  gateway.child.kill("SIGHUP");
  await gateway.says("the old configuration stays in force");
  assert.equal((await client.send(GET).answer()).status, 200);
  writeFileSync(configFile, good.replace('"version": 1', '"version": 1, "ip": { "deny": ["127.0.0.0/8"] }'));
  gateway.child.kill("SIGHUP");
  await gateway.says("the new configuration holds");
  assert.equal((await client.send(GET).answer()).status, 403);
});

test("a log in combined format is rotated by SIGHUP without a lost line, also where the configuration can't be loaded; the gateway's own lines go to standard error", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway, port, configFile, folder } = await before(stack, { log: { format: "combined", file: "access.log" } });
  await using client = await RawClient.connect(port);
  const file = join(folder, "access.log");
  const lines = (name: string): readonly string[] => (existsSync(name) ? readFileSync(name, "utf8").split("\n").slice(0, -1) : []);
  const get = 'GET /a?token=s3cret HTTP/1.1\r\nHost: a\r\nReferer: https://app.example/?code=s3cret\r\nUser-Agent: te"st\r\n\r\n';
  assert.equal((await client.send(get).answer()).status, 200);
  await eventually(() => lines(file).length === 1, "the line");
  renameSync(file, `${file}.1`);
  writeFileSync(configFile, "{");
  gateway.child.kill("SIGHUP");
  await gateway.says("the old configuration stays in force");
  await eventually(() => existsSync(file), "the new file");
  assert.equal((await client.send(get).answer()).status, 200);
  gateway.child.kill("SIGTERM");
  const { out, err } = await gateway.end;
  for (const [line = "", ...others] of [lines(`${file}.1`), lines(file)]) {
    assert.equal(others.length, 0);
    const { timeMs, ...fields } = parseCombined(line);
    assert.ok(Math.abs(timeMs - Date.now()) < 60_000);
    assert.deepEqual(fields, {
      client: "127.0.0.1",
      user: null,
      request: { method: "GET", target: "/a?token=***", protocol: "HTTP/1.1" },
      status: 200,
      bytes: 2,
      referer: "https://app.example/?code=***",
      userAgent: 'te"st',
    });
  }
  assert.equal(out, "");
  assert.match(err, /"action":"config\.reload_refused"/u);
});
