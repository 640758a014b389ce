/** HAProxy before the gateway, as it sends the PROXY protocol by itself. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../support/certificate.ts";
import { startEcho } from "../support/echo.ts";
import { freePort, untilListens } from "../support/free_port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, RawClient } from "../support/raw_client.ts";
import { findServer, skipWithout } from "../support/servers.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const skip = skipWithout("haproxy");
const GET = "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const certificate = makeCertificate();

/** HAProxy with one TCP proxy that hands connections on to `to`; `options` of its `server` line. Gives its port. */
async function startHaproxy(context: TestContext, to: number, options: string): Promise<number> {
  const port = await freePort();
  const file = join(temporaryFolder(context), "haproxy.cfg");
  const text = `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
listen in
  bind 127.0.0.1:${port}
  server gateway 127.0.0.1:${to} ${options}
`;
  writeFileSync(file, text);
  let said = "";
  const haproxy: ChildProcess = spawn(findServer("haproxy") ?? "", ["-db", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
  haproxy.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  context.after(() => haproxy.kill("SIGKILL"));
  await untilListens(port, () => haproxy.exitCode !== null).catch((error: unknown) => assert.fail(`${String(error)}: ${said}`));
  return port;
}

async function startGatewayBehind(stack: AsyncDisposableStack, listen: object): Promise<TestGateway> {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const options = {
    upstream: echo.base,
    api: { public: true },
    config: { listen: { address: "127.0.0.1:0", proxy_protocol: { from: ["127.0.0.1/32"] }, ...listen } },
    files: { "cert.pem": certificate.cert, "key.pem": certificate.key },
  };
  return stack.adopt(await startTestGateway(options), (started) => started.close());
}

const SENDERS = ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id,authority", "send-proxy-v2-ssl-cn"];

for (const options of SENDERS) {
  test(`${options}: the client is who connects to HAProxy`, { skip }, async (context) => {
    await using stack = new AsyncDisposableStack();
    const gateway = await startGatewayBehind(stack, {});
    const port = await startHaproxy(context, gateway.port, options);
    assert.equal((await exchangeRaw(port, GET, { localAddress: "127.0.0.9" })).status, 200);
    const record = await gateway.record();
    assert.equal(record.client, "127.0.0.9");
  });
}

test("TLS goes through HAProxy to the gateway, which knows the client all the same", { skip }, async (context) => {
  await using stack = new AsyncDisposableStack();
  const gateway = await startGatewayBehind(stack, { tls: { cert: "cert.pem", key: "key.pem" } });
  const port = await startHaproxy(context, gateway.port, "send-proxy-v2");
  const socket = net.connect({ port, host: "127.0.0.1", localAddress: "127.0.0.9" });
  const secure = tls.connect({ socket, ca: certificate.cert, servername: "localhost" });
  stack.defer(() => void secure.destroy());
  secure.write(GET);
  let text = "";
  for await (const chunk of secure) text += String(chunk);
  assert.match(text, /^HTTP\/1\.1 200 /u);
  assert.equal((await gateway.record()).client, "127.0.0.9");
});

test("HAProxy that was not told to send it gets no answer, and neither does who comes past it", { skip }, async (context) => {
  await using stack = new AsyncDisposableStack();
  const gateway = await startGatewayBehind(stack, {});
  const port = await startHaproxy(context, gateway.port, "");
  for (const [to, bytes] of [
    [port, GET],
    [gateway.port, GET],
  ] as const) {
    const client = stack.use(await RawClient.connect(to));
    assert.equal(await client.send(bytes).rest(), "");
  }
  const stranger = stack.use(await RawClient.connect(gateway.port, { localAddress: "127.0.0.2" }));
  assert.equal(await stranger.send(`PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n${GET}`).rest(), "");
  assert.deepEqual(gateway.records, []);
});
