/** `portcullis doctor` as a user runs it: beside a gateway that runs, and where the system grants little. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startEcho } from "../support/echo.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { runPortcullis, runProcess, startPortcullis } from "../support/run_process.ts";

const root = new URL("../..", import.meta.url).pathname;

test("beside the gateway that runs on the configuration all is well, and nothing secret is told", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const config = { store: { path: "events.sqlite" }, protocol: { connections: 500 } };
  const { folder, configFile } = writeTestConfig({ upstream: echo.base, api: { public: true }, config });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const gateway = startPortcullis(["run", configFile]);
  stack.defer(async () => {
    gateway.child.kill("SIGTERM");
    await gateway.end;
  });
  const said = await gateway.says("portcullis ready");
  const ports = [...said.matchAll(/127\.0\.0\.1:([0-9]+)$/gmu)].map(([, port = ""]) => port);
  const written = readFileSync(configFile, "utf8").replace('"listen": "127.0.0.1:0"', `"listen": "127.0.0.1:${ports[0]}"`);
  // The same file as a user would have it: with the ports that it listens on.
  writeFileSync(join(folder, "known.yaml"), written.replace('"admin": "127.0.0.1:0"', `"admin": "127.0.0.1:${ports[1]}"`));
  const end = await runPortcullis(["doctor", "known.yaml"], { cwd: folder });
  assert.equal(end.code, 0, end.out + end.err);
  if (process.platform === "linux") {
    assert.match(end.out, new RegExp(`^ok +ports +listen .* is listened on by portcullis, process ${gateway.child.pid}$`, "mu"));
    assert.match(end.out, new RegExp(`^ok +ports +admin .* is listened on by portcullis, process ${gateway.child.pid}$`, "mu"));
  }
  assert.match(end.out, /^ok +store +.*events\.sqlite` is whole$/mu);
  assert.ok(!end.out.includes(readFileSync(join(folder, ".portcullis/admin-token"), "utf8").trim()));
});

test("few open files are told with what to grant", {
  skip: process.platform === "linux" ? false : "it is of Linux's own files",
}, async () => {
  await using stack = new AsyncDisposableStack();
  const { folder } = writeTestConfig({ upstream: "http://127.0.0.1:9", api: { public: true } });
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const command = `ulimit -n 256; exec "${process.execPath}" "${root}bin/portcullis" doctor --only limits`;
  const end = await runProcess("sh", ["-c", command], { cwd: folder });
  assert.equal(end.code, 2, end.err);
  assert.match(end.out, /^failure +limits +256 open files for `protocol\.connections: 10000`/mu);
  assert.match(end.out, /-> grant 10386 \(`ulimit -n`, LimitNOFILE/u);
});
