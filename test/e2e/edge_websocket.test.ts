/** WebSockets through a whole gateway to a real server: the handshake, messages both ways, and how they end. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { exchangeRaw, field, RawClient } from "../support/raw_client.ts";
import { answering, startRawUpstream } from "../support/raw_upstream.ts";
import { acceptOf, FrameClient, opening, SAMPLE_KEY } from "../support/websocket_client.ts";
import { BINARY, CLOSE_FRAME, closePayload, CONTINUATION, frame, PING, TEXT } from "../support/websocket_frames.ts";
import { type ServerBehaviour, startWebSocketServer, type TestWebSocketServer } from "../support/websocket_server.ts";

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

async function gatewayBefore(
  stack: AsyncDisposableStack,
  upstream: string,
  options: Partial<TestGatewayOptions> = {},
): Promise<TestGateway> {
  return stack.adopt(await startTestGateway({ document: DOCUMENT, upstream, ...options }), (started) => started.close());
}

async function before(
  stack: AsyncDisposableStack,
  behaviour: ServerBehaviour = {},
  options: Partial<TestGatewayOptions> = {},
): Promise<{ readonly upstream: TestWebSocketServer; readonly gateway: TestGateway }> {
  const upstream = stack.adopt(await startWebSocketServer(behaviour), (started) => started.close());
  return { upstream, gateway: await gatewayBefore(stack, upstream.base, options) };
}

test("messages pass both ways, one exchange with status 101, its bytes and messages counted", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await FrameClient.open(gateway.port, "/live");
  assert.deepEqual([field(client.answer, "connection")?.toLowerCase(), field(client.answer, "upgrade")], ["upgrade", "websocket"]);
  client.send({ opcode: TEXT, payload: "grüße" }, { opcode: BINARY, payload: Uint8Array.of(0, 255) });
  client.send({ opcode: TEXT, payload: "a", fin: false }, { opcode: PING, payload: "p" }, { opcode: CONTINUATION, payload: "b" });
  const frames = await client.first(4);
  assert.deepEqual(
    frames.filter(({ opcode }) => opcode <= BINARY).map(({ opcode, payload }) => [opcode, payload.toString("hex")]),
    [
      [TEXT, Buffer.from("grüße").toString("hex")],
      [BINARY, "00ff"],
      [TEXT, Buffer.from("ab").toString("hex")],
    ],
  );
  assert.ok(frames.every(({ masked }) => !masked));
  assert.deepEqual(upstream.sockets[0]?.messages, ["grüße", "0x00ff", "ab"]);
  assert.deepEqual(upstream.sockets[0]?.pings, ["p"]);
  client.send({ opcode: CLOSE_FRAME, payload: closePayload(4001, "bye") });
  assert.deepEqual(await client.closed(), { code: 4001, reason: "bye" });
  await eventually(() => upstream.sockets[0]?.closed?.code === 4001, "the end at the upstream");
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.status, record.upstreamStatus, record.findings], ["forwarded", 101, 101, []]);
  assert.deepEqual(record.messages, { client: 3, server: 3, closeCode: 4001 });
  assert.ok(record.requestBytes > 100 && record.responseBytes > 100);
});

test("an extension that the client offers is not offered to the upstream, whose choice of subprotocol reaches the client", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  const offers = { "Sec-WebSocket-Extensions": "permessage-deflate", "Sec-WebSocket-Protocol": "chat, superchat" };
  await using client = await FrameClient.open(gateway.port, "/live", offers);
  assert.equal(field(client.answer, "sec-websocket-protocol"), "chat");
  assert.equal(field(client.answer, "sec-websocket-extensions"), undefined);
  assert.equal(upstream.sockets[0]?.headers["sec-websocket-extensions"], undefined);
});

test("what is no opening handshake is refused before the upstream is asked", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")), (each) => each.close());
  const gateway = await gatewayBefore(stack, upstream.base);
  const rows: readonly (readonly [fields: Readonly<Record<string, string | null>>, status: number, finding: string])[] = [
    [{ "Sec-WebSocket-Version": "8" }, 426, "websocket.version"],
    [{ "Sec-WebSocket-Version": null }, 426, "websocket.version"],
    [{ "Sec-WebSocket-Key": null }, 400, "websocket.key"],
    [{ "Sec-WebSocket-Key": "c2hvcnQ=" }, 400, "websocket.key"],
    [{ "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZR==" }, 400, "websocket.key"],
    [{ "Sec-WebSocket-Protocol": "chat, chat" }, 400, "websocket.protocol"],
    [{ "Sec-WebSocket-Protocol": "chat, a b" }, 400, "websocket.protocol"],
    [{ "Sec-WebSocket-Accept": acceptOf(SAMPLE_KEY) }, 400, "websocket.accept"],
    [{ "Content-Length": "1" }, 400, "websocket.body"],
  ];
  for (const [fields, status, finding] of rows) {
    const body = fields["Content-Length"] === undefined ? "" : "x";
    const answer = await exchangeRaw(gateway.port, opening("/live", fields) + body);
    assert.equal(answer.status, status, JSON.stringify(fields));
    const record = await gateway.record(({ findings }) => findings.some(({ code }) => code === finding));
    assert.deepEqual([record.outcome, record.by, record.phase, record.upstreamStatus], ["denied", "websocket", "framing", null]);
    gateway.records.length = 0;
    if (status === 426) assert.equal(field(answer, "sec-websocket-version"), "13");
  }
  assert.equal(rows.length, 9);
  assert.equal(upstream.sockets.length, 0);
});

test("an upstream that does not prove the handshake, or uses what was not offered, is 502", async () => {
  await using stack = new AsyncDisposableStack();
  const switching = (lines: string): string =>
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\nGET /smuggled HTTP/1.1\r\n\r\n`;
  const accept = `Sec-WebSocket-Accept: ${acceptOf(SAMPLE_KEY)}\r\n`;
  const rows: readonly (readonly [name: string, lines: string, status: number])[] = [
    ["no accept key", "", 502],
    ["the accept key of another", "Sec-WebSocket-Accept: kfFNAYGUBYKXB5x9QLzbyCqBqjo=\r\n", 502],
    ["two accept keys", accept + accept, 502],
    ["an extension", `${accept}Sec-WebSocket-Extensions: permessage-deflate\r\n`, 502],
    ["a subprotocol nobody offered", `${accept}Sec-WebSocket-Protocol: chat\r\n`, 502],
    ["as it should be", accept, 101],
  ];
  for (const [name, lines, status] of rows) {
    const upstream = stack.adopt(await startRawUpstream(answering(switching(lines))), (each) => each.close());
    const gateway = await gatewayBefore(stack, upstream.base);
    const answer = await exchangeRaw(gateway.port, opening("/live"));
    assert.equal(answer.status, status, name);
    const record = await gateway.record();
    // Why denied in the end: what follows the switch is no frame.
    assert.deepEqual(
      [record.outcome, record.by, record.code],
      ["failed", "upstream", status === 502 ? "bad_handshake" : "ambiguous_messages"],
      name,
    );
  }
  assert.equal(rows.length, 6);
});

test("where no WebSocket is declared, the request goes on without its upgrade", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")), (each) => each.close());
  const gateway = await gatewayBefore(stack, upstream.base);
  const answer = await exchangeRaw(gateway.port, opening("/plain"));
  assert.deepEqual([answer.status, answer.body], [200, "ok"]);
  assert.doesNotMatch(upstream.received[0] ?? "", /upgrade/iu);
});

test("h2c is never asked for, declared WebSocket or not", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")), (each) => each.close());
  const gateway = await gatewayBefore(stack, upstream.base);
  for (const path of ["/plain", "/live"]) assert.equal((await exchangeRaw(gateway.port, opening(path, { Upgrade: "h2c" }))).status, 200);
  assert.doesNotMatch(upstream.received.join(""), /upgrade|h2c/iu);
});

test("an upstream that switches unasked, or to another protocol, is 502", async () => {
  await using stack = new AsyncDisposableStack();
  const answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n";
  const upstream = stack.adopt(await startRawUpstream(answering(answer)), (each) => each.close());
  const gateway = await gatewayBefore(stack, upstream.base);
  for (const request of [opening("/plain"), opening("/live"), "GET /live HTTP/1.1\r\nHost: a\r\n\r\n"]) {
    const refused = await exchangeRaw(gateway.port, request);
    assert.equal(refused.status, 502, request);
    assert.match(refused.body, /ambiguous_answer/u);
  }
});

test("a declared WebSocket that the upstream refuses is an ordinary exchange", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")), (each) =>
    each.close(),
  );
  const gateway = await gatewayBefore(stack, upstream.base);
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 2; count++) assert.equal((await client.send(opening("/live")).answer()).status, 403);
});

test("a client that goes away without a close frame leaves nothing behind, and the upstream sees just that", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send({ opcode: TEXT, payload: "x" });
  await client.first(1);
  client.raw.abort();
  await eventually(() => upstream.sockets[0]?.closed?.code === 1006, "the end at the upstream");
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.messages], ["forwarded", { client: 1, server: 1, closeCode: null }]);
});

test("a client that goes away before the upstream has switched leaves nothing behind either", async () => {
  await using stack = new AsyncDisposableStack();
  const asked: Socket[] = [];
  const upstream = stack.adopt(await startRawUpstream((socket) => void asked.push(socket)), (started) => started.close());
  const gateway = await gatewayBefore(stack, upstream.base);
  await using client = await RawClient.connect(gateway.port);
  client.send(opening("/live")).end();
  await eventually(() => asked.length > 0, "the request");
  await new Promise((resolve) => setTimeout(resolve, 50));
  asked[0]?.write(`HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(SAMPLE_KEY)}\r\n\r\n`);
  assert.equal((await client.answer()).status, 101);
  await client.rest();
  const { outcome, status } = await gateway.record();
  assert.deepEqual([outcome, status], ["forwarded", 101]);
});

test("an upstream that goes away without a close frame is told the client as 1014", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using client = await FrameClient.open(gateway.port, "/live");
  upstream.sockets[0]?.socket.terminate();
  assert.deepEqual(await client.closed(), { code: 1014, reason: "" });
  const record = await gateway.record();
  assert.deepEqual([record.outcome, record.findings[0]?.code], ["forwarded", "websocket.upstream_gone"]);
});

test("an upstream that closes is answered by the client, and both ends are over", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, { onMessage: (socket) => socket.close(1000, "done") });
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send({ opcode: TEXT, payload: "x" });
  await client.until((frames) => frames.some(({ opcode }) => opcode === CLOSE_FRAME), "the close");
  client.send({ opcode: CLOSE_FRAME, payload: closePayload(1000) });
  assert.deepEqual(await client.closed(), { code: 1000, reason: "done" });
  await eventually(() => upstream.sockets[0]?.closed?.code === 1000, "the end at the upstream");
  assert.deepEqual((await gateway.record()).messages, { client: 1, server: 0, closeCode: 1000 });
});

test("what the client sends in one go with its handshake is passed on", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack);
  await using raw = await RawClient.connect(gateway.port);
  raw.send(Buffer.concat([Buffer.from(opening("/live")), frame({ opcode: TEXT, payload: "early" })]));
  assert.equal((await raw.answer()).status, 101);
  await eventually(() => upstream.sockets[0]?.messages[0] === "early", "the message");
});

test("megabytes pass both ways with back-pressure, fragmented or not", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, {}, { api: { websocket: { client: { max_message: "4MB" } } } });
  await using client = await FrameClient.open(gateway.port, "/live");
  const large = "ü".repeat(300_000);
  client.send({ opcode: TEXT, payload: large });
  const part = Buffer.from(large);
  client.send({ opcode: TEXT, payload: part.subarray(0, 299_999), fin: false }, { opcode: CONTINUATION, payload: part.subarray(299_999) });
  const messages = (): number => upstream.sockets[0]?.messages.length ?? 0;
  await eventually(() => messages() === 2, "both messages");
  assert.ok(upstream.sockets[0]?.messages.every((message) => message === large));
  await client.until((frames) => frames.filter(({ fin }) => fin).length === 2, "both echoes");
  const echoed = Buffer.concat(client.frames.map(({ payload }) => payload)).toString();
  assert.ok(echoed === large + large);
});
