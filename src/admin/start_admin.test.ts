import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { adminPorts } from "../../test/support/admin_ports.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { type AdminOptions, startAdmin } from "./start_admin.ts";

async function start(context: TestContext, change: Partial<AdminOptions> = {}) {
  const folder = temporaryFolder(context);
  const tokenFile = join(folder, "state", "admin.token");
  const gateway = adminPorts();
  const errors: unknown[] = [];
  const admin = await startAdmin({
    host: "127.0.0.1",
    port: 0,
    tls: null,
    tokenFile,
    socket: null,
    allowedHosts: [],
    ports: gateway.ports,
    onError: (error) => void errors.push(error),
    ...change,
  });
  context.after(() => admin.close());
  const token = readFileSync(tokenFile, "utf8").trim();
  type Init = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };
  const ask = (path: string, init: Init = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${admin.port}${path}`, {
      ...init,
      headers: { connection: "close", authorization: `Bearer ${token}`, ...init.headers },
    });
  return { admin, gateway, token, tokenFile, ask, errors };
}

/** What comes back for bytes that no client library would send. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

test("over real HTTP the token opens, and its file is for the owner alone", async (context) => {
  const { ask, tokenFile } = await start(context);
  assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
  assert.equal((await ask("/metrics")).status, 200);
  assert.equal((await ask("/metrics", { headers: { authorization: "Bearer no" } })).status, 401);
  assert.equal((await ask("/v1/events?denied=true")).headers.get("content-type"), "application/json");
  assert.equal(await (await ask("/livez", { method: "HEAD" })).text(), "");
});

test("a page of another site, a rebound name and a form get nothing", async (context) => {
  const { admin, ask, token, gateway } = await start(context);
  assert.equal((await ask("/metrics", { headers: { origin: "https://evil.example" } })).status, 403);
  const rebound = await raw(
    admin.port,
    `GET /metrics HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  assert.match(rebound, /^HTTP\/1\.1 421 /u);
  const form = await ask("/v1/mode", { method: "POST", body: new URLSearchParams({ guard: "waf", mode: "off", for: "1h" }) });
  assert.equal(form.status, 415);
  assert.deepEqual(gateway.asked, []);
});

test("a body over the limit is 413, a request that breaks the protocol 400, and both end the connection", async (context) => {
  const { admin, token } = await start(context);
  const head = `POST /v1/mode HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
  assert.match(await raw(admin.port, `${head}Content-Length: 20000\r\n\r\n${" ".repeat(20_000)}`), /^HTTP\/1\.1 413 /u);
  assert.match(await raw(admin.port, `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`), /^HTTP\/1\.1 400 /u);
});

test("over the unix socket no token is needed, and the socket is for the owner alone", async (context) => {
  const socket = join(temporaryFolder(context), "admin.sock");
  const { gateway } = await start(context, { socket });
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath: socket, path: "/v1/reload", method: "POST", headers: { host: "localhost" } }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
    request.end();
  });
  assert.equal(status, 200);
  assert.deepEqual(gateway.asked, ["reload socket"]);
});

test("a failing port is 500 without its reason, and told to the log", async (context) => {
  const { ask, errors, gateway } = await start(context, {
    ports: { ...adminPorts().ports, matrix: () => Promise.reject(new Error("secret reason")) },
  });
  const answer = await ask("/v1/matrix");
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /secret reason/u);
  assert.equal(errors.length, 1);
  assert.deepEqual(gateway.asked, []);
});

test("it does not start where other machines reach it without TLS, nor with a token that others can read", async (context) => {
  await assert.rejects(start(context, { host: "0.0.0.0" }), /needs TLS/u);
  const tokenFile = join(temporaryFolder(context), "token");
  writeFileSync(tokenFile, "x".repeat(43), { mode: 0o644 });
  await assert.rejects(start(context, { tokenFile }), /chmod 600/u);
});
