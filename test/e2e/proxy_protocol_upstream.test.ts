/** The PROXY protocol to upstreams: each connection names the client of its one request, to our own reader's eyes and to nginx. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { canonicalPeerAddress } from "../../src/codec/ip_address.ts";
import { readProxyHeader } from "../../src/message/proxy_protocol/read_header.ts";
import { makeCertificate } from "../support/certificate.ts";
import { freePort, untilListens } from "../support/free_port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, RawClient } from "../support/raw_client.ts";
import { type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";
import { findServer, skipWithout } from "../support/servers.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const skip = skipWithout("nginx");
const GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";
const LAST = "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const certificate = makeCertificate();

async function startGateway(stack: AsyncDisposableStack, upstream: object, config: object = {}): Promise<TestGateway> {
  const files = { "ca.pem": certificate.cert };
  // What stands in `api` comes last.
  const started = await startTestGateway({ upstream: "", api: { public: true, upstream }, config, files });
  return stack.adopt(started, (each) => each.close());
}

/** Keeps connections as long as it is let, and answers every request. */
async function startKeeping(stack: AsyncDisposableStack): Promise<RawUpstream> {
  const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const started = await startRawUpstream((socket, text) => void (text.endsWith("\r\n\r\n") && socket.write(answer)));
  return stack.adopt(started, (each) => each.close());
}

/** `client requests`: who the header names and how many requests follow it. */
function summary(received: string): string {
  const read = readProxyHeader(Buffer.from(received, "latin1"));
  if (read.kind !== "header") return `${read.kind} ${JSON.stringify(received)}`;
  const { ends, version, bytes } = read.header;
  const requests = received.slice(bytes).split("GET /a HTTP/1.1\r\n").length - 1;
  assert.ok(ends === null || canonicalPeerAddress(ends.destination.address) === "127.0.0.1");
  return `v${version} ${ends?.source.address ?? "nobody"} ${requests}`;
}

for (const version of ["v1", "v2"]) {
  test(`${version}: a connection names its client and serves one request, and no other client ever has it`, async () => {
    await using stack = new AsyncDisposableStack();
    const upstream = await startKeeping(stack);
    const { port } = await startGateway(stack, { url: upstream.base, proxy_protocol: version, connections: 1 });
    const clients = await Promise.all(
      ["127.0.0.1", "127.0.0.9"].map(async (localAddress) => stack.use(await RawClient.connect(port, { localAddress }))),
    );
    // One connection at once: the second client waits for the first one's, and must get one of its own.
    for (let round = 0; round < 3; round += 1)
      await Promise.all(clients.map(async (client) => assert.equal((await client.send(GET).answer()).status, 200)));
    assert.deepEqual(
      upstream.received.map(summary).toSorted(),
      ["127.0.0.1", "127.0.0.9"].flatMap((address) => Array<string>(3).fill(`${version} ${address} 1`)),
    );
    const ports = upstream.received.map((text) => readProxyHeader(Buffer.from(text, "latin1")));
    const sources = ports.map((read) => (read.kind === "header" ? read.header.ends?.source.port : null));
    assert.deepEqual(new Set(sources), new Set(clients.map(({ socket }) => socket.localPort)));
  });
}

test("behind a trusted proxy the client is the one that the proxy names, its port unknown", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = await startKeeping(stack);
  const { port } = await startGateway(stack, { url: upstream.base, proxy_protocol: "v1" }, { trusted_proxies: ["127.0.0.1/32"] });
  const request = LAST.replace("\r\n\r\n", "\r\nX-Forwarded-For: 2001:db8::7\r\n\r\n");
  assert.equal((await exchangeRaw(port, request)).status, 200);
  const { port: own } = upstream;
  assert.ok(upstream.received[0]?.startsWith(`PROXY TCP6 2001:db8::7 ::ffff:127.0.0.1 0 ${own}\r\nGET /a `), upstream.received[0]);
});

for (const [version, header] of [
  ["v1", "PROXY UNKNOWN\r\n"],
  ["v2", "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"],
] as const) {
  test(`${version}: checks of health are the gateway's own`, async () => {
    await using stack = new AsyncDisposableStack();
    const upstream = await startKeeping(stack);
    await startGateway(stack, { url: upstream.base, proxy_protocol: version, health: { path: "/health", interval: "1s" } });
    await upstream.until(() => upstream.received.some((text) => text.includes("GET /health")), "a check");
    assert.ok(upstream.received[0]?.startsWith(`${header}GET /health `), upstream.received[0]);
  });
}

test("an upstream with TLS that can't be reached is a 502 like any other", async () => {
  await using stack = new AsyncDisposableStack();
  for (const url of [`https://127.0.0.1:${await freePort()}`, "https://nowhere.invalid"]) {
    const { port } = await startGateway(stack, { url, proxy_protocol: "v2", ca: "ca.pem" });
    assert.equal((await exchangeRaw(port, LAST)).status, 502, url);
  }
});

/** nginx that answers who the header says is there; a plain port and one with TLS. */
async function startNginx(context: TestContext): Promise<{ readonly plain: number; readonly secure: number }> {
  const folder = temporaryFolder(context);
  const [plain, secure] = [await freePort(), await freePort()];
  writeFileSync(join(folder, "cert.pem"), certificate.cert);
  writeFileSync(join(folder, "key.pem"), certificate.key);
  const text = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${plain} proxy_protocol;
    listen 127.0.0.1:${secure} ssl proxy_protocol;
    ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
    location / { return 200 "$proxy_protocol_addr $proxy_protocol_port"; }
  }
}
`;
  writeFileSync(join(folder, "nginx.conf"), text);
  const nginx: ChildProcess = spawn(findServer("nginx") ?? "", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  context.after(() => nginx.kill("SIGKILL"));
  for (const port of [plain, secure]) await untilListens(port, () => nginx.exitCode !== null);
  return { plain, secure };
}

test("nginx understands it, before HTTP and before TLS", { skip }, async (context) => {
  const { plain, secure } = await startNginx(context);
  for (const version of ["v1", "v2"]) {
    for (const url of [`http://127.0.0.1:${plain}`, `https://localhost:${secure}`]) {
      await using stack = new AsyncDisposableStack();
      const { port } = await startGateway(stack, { url, proxy_protocol: version, ...(url.startsWith("https") ? { ca: "ca.pem" } : {}) });
      for (const localAddress of ["127.0.0.9", "127.0.0.8"]) {
        const client = stack.use(await RawClient.connect(port, { localAddress }));
        const answer = await client.send(LAST).answer();
        assert.equal(answer.body, `${localAddress} ${client.socket.localPort ?? 0}`, `${version} ${url}`);
      }
    }
  }
});
