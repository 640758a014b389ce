/** HTTP/2 at the edge, with a client of the runtime's: agreed on by ALPN, or by prior knowledge only where configured; many streams, large bodies both ways, early answers, drain. */
import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../support/certificate.ts";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { ask, connectHttp2 } from "../support/http2_client.ts";
import { exchangeRaw } from "../support/raw_client.ts";
import { startRawUpstream } from "../support/raw_upstream.ts";

const certificate = makeCertificate();
const TLS = { address: "127.0.0.1:0", tls: { cert: "cert.pem", key: "key.pem" } };
const CLEARTEXT = { address: "127.0.0.1:0", http2: "cleartext" };

async function start(stack: AsyncDisposableStack, listen: unknown, options: Partial<TestGatewayOptions> = {}): Promise<TestGateway> {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const files = { "cert.pem": certificate.cert, "key.pem": certificate.key };
  const gateway = await startTestGateway({
    upstream: echo.base,
    ...options,
    api: { public: true, ...options.api },
    config: { listen, ...options.config },
    files,
  });
  return stack.adopt(gateway, (started) => started.close());
}

test("TLS clients agree on HTTP/2 by ALPN, and the record says what was asked", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, TLS);
  const session = stack.use(await connectHttp2(`https://localhost:${gateway.port}`, { ca: certificate.cert }));
  assert.equal(session.alpnProtocol, "h2");
  const answer = await ask(session, { ":path": "/a/b?c=d", ":method": "POST", "content-type": "text/plain" }, "hello");
  assert.equal(answer.status, 200);
  const echoed: unknown = JSON.parse(answer.text);
  assert.ok(typeof echoed === "object" && echoed !== null && "body" in echoed && "url" in echoed);
  assert.deepEqual([echoed.url, echoed.body], ["/a/b?c=d", "hello"]);
  const { outcome, method, path } = await gateway.record();
  assert.deepEqual([outcome, method, path], ["forwarded", "POST", "/a/b?c=***"]);
});

test("without TLS it is spoken by prior knowledge where configured, beside HTTP/1.1, and nowhere else", async () => {
  await using stack = new AsyncDisposableStack();
  const spoken = await start(stack, CLEARTEXT);
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${spoken.port}`));
  assert.equal((await ask(session, { ":path": "/a" })).status, 200);
  assert.equal((await exchangeRaw(spoken.port, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).status, 200);
  // What only begins like the preface is HTTP/1.1, and not of ours.
  assert.equal((await exchangeRaw(spoken.port, "PRI /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).status, 400);
  const not = await start(stack, "127.0.0.1:0");
  assert.equal((await exchangeRaw(not.port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).status, 505);
});

test("a hundred streams at once are a hundred exchanges, and each gets its own answer", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, CLEARTEXT);
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(session, { ":path": `/item/${index}` })));
  for (const [index, { status, text }] of answers.entries()) {
    assert.equal(status, 200);
    assert.ok(text.includes(`"/item/${index}"`), text);
  }
  assert.equal(gateway.records.length, 100);
});

test("large bodies flow both ways with back-pressure and arrive whole", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, TLS, { api: { max_body: "64MB" } });
  const session = stack.use(await connectHttp2(`https://localhost:${gateway.port}`, { ca: certificate.cert }));
  const body = "0123456789abcdef".repeat(1_000_000);
  const { status, text } = await ask(session, { ":path": "/big", ":method": "POST", "content-type": "text/plain" }, body);
  assert.equal(status, 200);
  assert.ok(text.includes(body), "the echo holds all of it");
});

test("a body over the limit is answered with 413 while it is still being sent, and the connection goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, CLEARTEXT, { api: { max_body: "100KB" } });
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  const refused = await ask(session, { ":path": "/a", ":method": "POST", "content-type": "text/plain" }, "x".repeat(1_000_000));
  assert.equal(refused.status, 413);
  assert.equal((await ask(session, { ":path": "/a" })).status, 200);
  assert.deepEqual(
    gateway.records.map(({ outcome, code }) => [outcome, code]),
    [
      ["denied", "body_too_large"],
      ["forwarded", null],
    ],
  );
});

test("an answer that breaks off is seen to break off, and the others on the connection are not", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(
    await startRawUpstream((socket, received) => {
      if (!received.endsWith("\r\n\r\n")) return;
      if (received.includes("/length")) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      else if (received.includes("/chunks")) socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }),
    (server) => server.close(),
  );
  const gateway = await start(stack, CLEARTEXT, { upstream: upstream.base });
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  for (const path of ["/length", "/chunks"]) await assert.rejects(ask(session, { ":path": path }), /NGHTTP2_INTERNAL_ERROR/u, path);
  assert.equal((await ask(session, { ":path": "/whole" })).text, "ok");
});

test("a drain says GOAWAY, answers what was begun, and ends", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const gateway = await start(stack, CLEARTEXT, { upstream: upstream.base });
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  const goaway = new Promise<number>((resolve) => session.once("goaway", resolve));
  const answer = ask(session, { ":path": "/slow" });
  await upstream.until(() => upstream.received.some((text) => text.endsWith("\r\n\r\n")), "the request");
  const closed = gateway.gateway.close(5_000);
  assert.equal(await goaway, http2.constants.NGHTTP2_NO_ERROR);
  upstream.sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
  assert.equal((await answer).text, "late");
  await closed;
});

for (const listen of [TLS, CLEARTEXT])
  test(`a client that ends its side without a word is let go of at once ${listen === TLS ? "over TLS" : "without TLS"}`, async () => {
    await using stack = new AsyncDisposableStack();
    const gateway = await start(stack, listen);
    const to = { host: "127.0.0.1", port: gateway.port };
    const secure = { ...to, servername: "localhost", ca: certificate.cert, ALPNProtocols: ["h2"] };
    const socket = listen === TLS ? tls.connect(secure) : net.connect(to);
    stack.defer(() => void socket.destroy());
    // The preface and an empty SETTINGS frame (RFC 9113 section 3.4).
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "latin1");
    await once(socket, "data");
    socket.end();
    socket.resume();
    // Sooner than the time for a first request (10 s) or an idle connection (60 s).
    await once(socket, "close", { signal: AbortSignal.timeout(6_000) });
  });

test("a client that goes away in the midst of its request ends the exchange at once, one whose request is whole is still answered", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, CLEARTEXT, { api: { max_body: "64MB" } });
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  const stream = session.request({ ":path": "/cut", ":method": "POST", "content-length": "1000" });
  stream.on("error", () => {});
  stream.write("a part");
  await ask(session, { ":path": "/whole", ":method": "POST" }, "all");
  const leftAtMs = Date.now();
  session.destroy();
  const { outcome, durationMs } = await gateway.record(({ path }) => path === "/cut");
  assert.equal(outcome, "abandoned");
  assert.ok(Date.now() - leftAtMs < 4_000 && durationMs < 5_000, "long before the pause in its content is too long");
});
