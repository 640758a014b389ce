/** What the client and the record learn when one side goes away, answers late, or answers early. */
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, field, RawClient } from "../support/raw_client.ts";
import { answering, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";

const GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const POST = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async function before(
  stack: AsyncDisposableStack,
  onData: Parameters<typeof startRawUpstream>[0],
  upstreamOptions: object = {},
  config: object = {},
): Promise<{ readonly upstream: RawUpstream; readonly gateway: TestGateway }> {
  const upstream = stack.adopt(await startRawUpstream(onData), (started) => started.close());
  const gateway = stack.adopt(
    await startTestGateway({
      upstream: upstream.base,
      api: { public: true, upstream: { url: upstream.base, ...upstreamOptions } },
      config,
    }),
    (started) => started.close(),
  );
  return { upstream, gateway };
}

async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return address.port;
}

test("an upstream that does not listen is 502, and the client's connection goes on", async () => {
  await using gateway = await started(`http://127.0.0.1:${await closedPort()}`);
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 2; count++) assert.equal((await client.send(GET).answer()).status, 502);
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.by, record.code, record.upstreamStatus], ["failed", "upstream", "upstream_unreachable", null]);
});

async function started(upstream: string): Promise<TestGateway & AsyncDisposable> {
  const gateway = await startTestGateway({ upstream, api: { public: true } });
  return { ...gateway, [Symbol.asyncDispose]: () => gateway.close() };
}

test("an upstream that never answers is 504 after `first_byte_timeout`", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, () => {}, { first_byte_timeout: "200ms" });
  const answer = await exchangeRaw(gateway.port, GET);
  assert.equal(answer.status, 504);
  assert.match(answer.body, /upstream_timeout/u);
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.code, record.findings[0]?.code], ["failed", "upstream_timeout", "upstream.upstream_timeout"]);
  await upstream.until(() => upstream.sockets.every((socket) => socket.closed || socket.readableEnded), "the end of its connection");
});

test("an upstream that stalls in its answer breaks the client's answer off, visibly, and is recorded as a failure", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), {
    between_bytes_timeout: "200ms",
  });
  await using client = await RawClient.connect(gateway.port);
  assert.match(await client.send(GET).rest(), /^HTTP\/1\.1 200 [^]*\r\n\r\nhalf$/u);
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.by, record.code, record.status], ["failed", "upstream", "upstream_timeout", 200]);
});

for (const [name, bytes] of [
  ["counted", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
  ["chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
] as const) {
  test(`an upstream that goes away within a ${name} answer: the client sees no end, the record a failure`, async () => {
    await using stack = new AsyncDisposableStack();
    const { gateway } = await before(stack, (socket) => socket.end(bytes));
    await using client = await RawClient.connect(gateway.port);
    const text = await client.send(GET).rest();
    assert.match(text, /half/u);
    assert.doesNotMatch(text, /0\r\n\r\n$/u);
    const record = await gateway.record();
    assert.deepEqual([record.outcome, record.code], ["failed", "upstream_reset"]);
  });
}

test("an upstream that goes away before its answer is 502, without a second try on a fresh connection", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, (socket) => socket.destroy());
  assert.equal((await exchangeRaw(gateway.port, GET)).status, 502);
  assert.equal(upstream.sockets.length, 1);
  assert.equal((await gateway.record()).code, "upstream_reset");
});

/** Answers the first request of each connection and closes at the second, as a server does that gave up a kept connection. */
const closesKept: Parameters<typeof startRawUpstream>[0] = (socket, received, connection) => {
  const asked = received.split(" HTTP/1.1\r\n").length - 1;
  if (asked === 1) {
    if (received.startsWith("GET") || received.endsWith("hi")) socket.write(OK);
  } else if (connection === 0) socket.resetAndDestroy();
};

test("a kept connection that turns out stale: GET is sent again on a fresh one", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, closesKept);
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 2; count++) assert.equal((await client.send(GET).answer()).status, 200);
  assert.equal(upstream.sockets.length, 2);
});

test("a kept connection that turns out stale: POST is never sent twice", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, closesKept);
  await using client = await RawClient.connect(gateway.port);
  assert.equal((await client.send(POST).answer()).status, 200);
  assert.equal((await client.send(POST).answer()).status, 502);
  assert.equal(upstream.sockets.length, 1);
  assert.deepEqual(
    gateway.records.map(({ outcome, code }) => [outcome, code]),
    [
      ["forwarded", null],
      ["failed", "upstream_reset"],
    ],
  );
});

test("an answer that comes while the body is still being sent reaches the client, and the connection ends", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, (socket, received) => {
    if (received.includes("\r\n\r\n") && !received.includes("late")) socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  });
  await using client = await RawClient.connect(gateway.port);
  const answer = await client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\npart").answer();
  assert.deepEqual([answer.status, answer.body, field(answer, "connection")], [403, "no", "close"]);
  client.send("late");
  assert.equal(await client.rest(), "");
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of a connection whose request was cut short");
  assert.equal((await gateway.record()).outcome, "forwarded");
});

test("a client that resets is gone at once: the upstream's request ends, the record says abandoned", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, () => {});
  await using client = await RawClient.connect(gateway.port);
  client.send(GET);
  await upstream.until(() => (upstream.received[0] ?? "").endsWith("\r\n\r\n"), "the request");
  client.abort();
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.status, record.upstreamStatus], ["abandoned", 0, null]);
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of the upstream's connection");
});

test("a client that resets within its upload takes the upstream's request with it", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, () => {});
  await using client = await RawClient.connect(gateway.port);
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\npart");
  await upstream.until(() => (upstream.received[0] ?? "").endsWith("part"), "the part of the body");
  client.abort();
  assert.equal((await gateway.record()).outcome, "abandoned");
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of the upstream's connection");
});

test("a small upload holds no connection to the upstream while its client is slow", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, answering(OK));
  await using client = await RawClient.connect(gateway.port);
  await using other = await RawClient.connect(gateway.port);
  client.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\npart");
  assert.equal((await other.send(GET).answer()).status, 200);
  assert.equal(upstream.received.length, 1, "only the other request is there");
  assert.doesNotMatch(upstream.received[0] ?? "", /slow/u);
  assert.equal((await client.send("part").answer()).status, 200);
  assert.match(upstream.received.join(""), /POST \/slow[\s\S]*partpart$/u);
});

test("a client that ends within its body is 400, and the upstream never sees an end of the request", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, () => {});
  await using client = await RawClient.connect(gateway.port);
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
  await upstream.until(() => (upstream.received[0] ?? "").endsWith("part\r\n"), "the part of the body");
  client.end();
  assert.equal((await client.answer()).status, 400);
  assert.deepEqual([(await gateway.record()).outcome, (await gateway.record()).code], ["denied", "message_incomplete"]);
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of the upstream's connection");
  assert.doesNotMatch(upstream.received[0] ?? "", /0\r\n\r\n$/u);
});

test("an idle connection is ended after `idle_timeout`, also where the client does not end its side", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, answering(OK), {}, { protocol: { idle_timeout: "100ms" } });
  const socket = net.connect({ port: gateway.port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.resume();
  socket.write(GET);
  await once(socket, "end");
  // Our side stays open: the gateway lingers a while, then lets go for good, so that what is written meets nobody.
  const writing = setInterval(() => socket.write("x"), 100);
  // Not `once`: it would reject for the error that the write rightly meets.
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  clearInterval(writing);
  assert.equal(gateway.records.length, 1);
});

test("the whole request has a limit of its own: 504 where the upstream may take longer", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, () => {}, {}, { protocol: { request_timeout: "200ms" } });
  assert.equal((await exchangeRaw(gateway.port, GET)).status, 504);
  assert.equal((await gateway.record()).code, "request_timeout");
});

test("more requests than upstream connections wait for a free one, and are 503 when none comes free in time", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, () => {}, { connections: 1, connect_timeout: "300ms" });
  await using first = await RawClient.connect(gateway.port);
  await using second = await RawClient.connect(gateway.port);
  first.send(GET);
  await upstream.until(() => upstream.received.length === 1, "the first request");
  assert.equal((await second.send(GET).answer()).status, 503);
  second.send(GET);
  upstream.sockets[0]?.write(OK);
  assert.equal((await first.answer()).status, 200);
  await upstream.until(() => (upstream.received[0] ?? "").split(" HTTP/1.1").length === 3, "the waiting request on the same connection");
  upstream.sockets[0]?.write(OK);
  assert.equal((await second.answer()).status, 200);
});
