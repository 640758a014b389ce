import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith } from "../../test/support/command_io.ts";
import { openAdmin } from "./admin_client.ts";

const IO = { out: () => {}, err: () => {}, colours: false, columns: 80, cwd: "/", env: {} };
const config = (admin: string): string =>
  `version: 1\nstore: off\nadmin: ${admin}\napis: [{ name: a, routes: any, public: true, upstream: 'http://h' }]\n`;

test("a unix socket is asked without a token", async (context) => {
  const folder = folderWith(context, { "portcullis.yaml": config('{ address: "127.0.0.1:1", socket: admin.sock }') });
  const server = createServer((request, response) => response.end(JSON.stringify({ token: request.headers.authorization ?? null })));
  await new Promise<void>((resolve) => server.listen(join(folder, "admin.sock"), resolve));
  context.after(() => server.close());
  const client = openAdmin(join(folder, "portcullis.yaml"), undefined, IO);
  assert.deepEqual(await client.ask("GET", "/v1/mode"), { status: 200, body: { token: null } });
  await client.close();
});

test("without an admin API, or without its token, nobody can ask, and it is said why", (context) => {
  const folder = folderWith(context, { "off.yaml": config("off"), "on.yaml": config("127.0.0.1:1"), "bad.yaml": "version: 2" });
  const open = (name: string) => openAdmin(join(folder, name), undefined, IO);
  assert.throws(() => open("off.yaml"), /`admin: off`/u);
  assert.throws(() => open("on.yaml"), /there is no admin token in .*the gateway makes it when it starts/u);
  for (const name of ["bad.yaml", "nowhere.yaml"])
    assert.throws(() => open(name), /\.yaml is missing or not valid; `portcullis check` says why/u);
});

test("an address on the command line is the one that is asked, and the token goes to no other machine in the clear", async (context) => {
  const both = config('{ address: "127.0.0.1:1", socket: nowhere.sock }');
  const folder = folderWith(context, { "portcullis.yaml": both, ".portcullis/admin-token": "t".repeat(43) });
  chmodSync(join(folder, ".portcullis/admin-token"), 0o600);
  const server = createServer((request, response) => response.end(JSON.stringify({ token: request.headers.authorization ?? null })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const at = server.address();
  assert.ok(at !== null && typeof at === "object");
  const open = (address: string) => openAdmin(join(folder, "portcullis.yaml"), address, IO);
  const client = open(`127.0.0.1:${at.port}`);
  assert.deepEqual(await client.ask("GET", "/v1/mode"), { status: 200, body: { token: `Bearer ${"t".repeat(43)}` } });
  await client.close();
  assert.throws(
    () => open("192.0.2.1:9090"),
    /^UsageError: `--admin 192\.0\.2\.1:9090`: other machines reach `192\.0\.2\.1`: .*needs `tls/u,
  );
  assert.throws(() => open("9090"), /^UsageError: `--admin 9090`: expected `address:port`/u);
});
