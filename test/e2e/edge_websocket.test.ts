/** Upgrades: a tunnel only where the document declares a WebSocket, and only to the protocol that was asked for. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { field, RawClient } from "../support/raw_client.ts";
import { answering, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";

const OK = { responses: { 200: { description: "ok" } } };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "sockets", version: "1" },
  security: [],
  paths: {
    "/live": { get: { ...OK, "x-portcullis-websocket": true } },
    "/plain": { get: OK },
  },
};
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const upgrade = (path: string, protocol = "websocket"): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`;

/** A WebSocket server as far as bytes go: switches when asked, then sends everything back in upper case. */
const switching: Parameters<typeof startRawUpstream>[0] = (socket, received) => {
  const headEnd = received.indexOf("\r\n\r\n") + 4;
  if (received.length === headEnd && !/upgrade: websocket/iu.test(received)) {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return;
  }
  if (received.length === headEnd) {
    const accept = createHash("sha1").update(`${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nhello`,
    );
    return;
  }
  socket.write(received.slice(headEnd).toUpperCase().slice(-4));
};

async function before(
  stack: AsyncDisposableStack,
  onData = switching,
): Promise<{ readonly upstream: RawUpstream; readonly gateway: TestGateway }> {
  const upstream = stack.adopt(await startRawUpstream(onData), (started) => started.close());
  const gateway = stack.adopt(await startTestGateway({ document: DOCUMENT, upstream: upstream.base }), (started) => started.close());
  return { upstream, gateway };
}

test("a declared WebSocket becomes a tunnel both ways, one exchange with status 101", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port);
  const answer = await client.send(upgrade("/live")).answer();
  assert.equal(answer.status, 101);
  assert.equal(field(answer, "sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  assert.deepEqual([field(answer, "connection")?.toLowerCase(), field(answer, "upgrade")], ["upgrade", "websocket"]);
  await client.until(() => client.text === "hello", "the first bytes of the other protocol");
  client.send("ping");
  await client.until(() => client.text === "helloPING", "what came back");
  client.end();
  await client.rest();
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of the upstream's side");
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.status, record.upstreamStatus], ["forwarded", 101, 101]);
});

test("an upstream that ends the tunnel ends the client's side", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port);
  await client.send(upgrade("/live")).answer();
  upstream.sockets[0]?.end("bye");
  assert.equal(await client.rest(), "hellobye");
  assert.equal((await gateway.record()).outcome, "forwarded");
});

test("where no WebSocket is declared, the request goes on without its upgrade", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port);
  const answer = await client.send(upgrade("/plain")).answer();
  assert.deepEqual([answer.status, answer.body], [200, "ok"]);
  assert.doesNotMatch(upstream.received[0] ?? "", /upgrade/iu);
});

test("h2c is never asked for, declared WebSocket or not", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  await using client = await RawClient.connect(gateway.port);
  for (const path of ["/plain", "/live"]) assert.equal((await client.send(upgrade(path, "h2c")).answer()).status, 200);
  assert.doesNotMatch(upstream.received.join(""), /upgrade|h2c/iu);
});

test("an upstream that switches unasked, or to another protocol, is 502", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, (socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
  });
  for (const path of ["/plain", "/live"]) {
    await using client = await RawClient.connect(gateway.port);
    const answer = await client.send(upgrade(path)).answer();
    assert.equal(answer.status, 502, path);
    assert.match(answer.body, /ambiguous_answer/u);
  }
});

test("a client that did not ask for a WebSocket is not switched, whatever the upstream does", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, (socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
  await using client = await RawClient.connect(gateway.port);
  assert.equal((await client.send("GET /live HTTP/1.1\r\nHost: a\r\n\r\n").answer()).status, 502);
});

test("a declared WebSocket that the upstream refuses is an ordinary exchange", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, (socket) => {
    socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  });
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 2; count++) assert.deepEqual((await client.send(upgrade("/live")).answer()).status, 403);
});

test("a client that goes away from a tunnel leaves nothing behind", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port);
  await client.send(upgrade("/live")).answer();
  client.abort();
  await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of the upstream's side");
  assert.equal((await gateway.record()).outcome, "forwarded");
});
