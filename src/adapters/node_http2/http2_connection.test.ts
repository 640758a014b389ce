import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { get, post, withPseudo } from "../../../test/conformance/http2/http2_case.ts";
import { EDGE_LIMITS, eventually, serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import { data, headers, ping, reset } from "../../../test/support/http2_frames.ts";
import { RawHttp2Client } from "../../../test/support/raw_http2_client.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, type Verdict } from "../../kernel/verdict.ts";
import { Http2Connection } from "./http2_connection.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Of: upstream\r\nKeep-Alive: timeout=5\r\n\r\nok";

async function connected(stack: AsyncDisposableStack, answer: string = ANSWER) {
  const upstream = stack.adopt(await startRawUpstream(answering(answer)), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = await serveHttp2(stack, world);
  const session = http2.connect("http://api.test", { createConnection: () => client.far });
  session.on("error", () => {});
  stack.defer(() => session.destroy());
  return { upstream, world, client, session };
}

interface Answer {
  readonly headers: http2.IncomingHttpHeaders;
  readonly body: string;
}

function ask(session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders, body: string | null = null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === null });
    let got: http2.IncomingHttpHeaders = {};
    let text = "";
    stream.on("response", (answered) => (got = answered));
    stream.setEncoding("latin1");
    stream.on("data", (part: string) => (text += part));
    stream.on("end", () => resolve({ headers: got, body: text }));
    stream.on("error", reject);
    if (body !== null) stream.end(body);
  });
}

test("a request of HTTP/2 is one of HTTP/1.1 upstream, and its answer comes back without fields of the connection", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, world, session } = await connected(stack);
  const { headers, body } = await ask(session, { ":path": "/a?b=1", ":authority": "api.test", "user-agent": "t" });
  assert.equal(body, "ok");
  assert.equal(headers[":status"], 200);
  assert.equal(headers["x-of"], "upstream");
  assert.equal(headers["keep-alive"], undefined);
  assert.match(upstream.received[0] ?? "", /^GET \/a\?b=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nuser-agent: t\r\n/u);
  assert.deepEqual(
    world.records.map(({ outcome, method, path, host, status }) => [outcome, method, path, host, status]),
    [["forwarded", "GET", "/a?b=***", "api.test", 200]],
  );
});

function portOf(server: net.Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function raw(stack: AsyncDisposableStack, onData: Parameters<typeof startRawUpstream>[0] = answering(ANSWER)) {
  const upstream = stack.adopt(await startRawUpstream(onData), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const served = await serveHttp2(stack, world);
  return { upstream, world, served, client: new RawHttp2Client(served.far) };
}

test("a connection that is drained answers what was begun, says which was the last, and ends", async () => {
  await using stack = new AsyncDisposableStack();
  const held = Promise.withResolvers<net.Socket>();
  const { client, served, upstream } = await raw(stack, (socket) => held.resolve(socket));
  client.open().send(headers(1, withPseudo(":path", "/held")));
  const socket = await held.promise;
  served.connection.drain();
  await client.until(() => client.goaways.length === 1, "GOAWAY");
  assert.deepEqual(client.goaways[0], { error: "NO_ERROR", lastStream: 1 });
  // What comes now was not seen, as the number says: its client may send it again elsewhere.
  client.send(get(3), ping());
  await client.until(() => client.pongs === 1, "the answer to a PING");
  assert.equal(served.isGone(), false);
  socket.write(ANSWER);
  await client.outcome(1);
  assert.equal(client.status(1), 200);
  await client.until(() => client.ended, "the end of the connection");
  await eventually(() => served.isGone(), "the connection to be let go of");
  assert.equal(upstream.received.length, 1);
});

test("a connection without requests ends in time: sooner where there never was one, whatever else is sent", async () => {
  for (const [before, ms] of [
    [[], EDGE_LIMITS.firstHeaderMs],
    [[get(1)], EDGE_LIMITS.idleMs],
  ] as const) {
    await using stack = new AsyncDisposableStack();
    const { client, world, served } = await raw(stack);
    client.open().send(...before);
    if (before.length > 0) await client.outcome(1);
    await eventually(() => world.edge.counters.inFlight === 0, "the end of the exchange");
    await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
    world.pass(ms - 1_000);
    assert.equal(served.isGone(), false);
    world.pass(1_000);
    await client.until(() => client.ended, "the end of the connection");
    assert.equal(client.goaways.at(-1)?.error, "NO_ERROR");
  }
});

test("streams that the library resets and connections that it ends are counted, and a client that goes away is neither", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await raw(stack);
  const { counters } = world.edge;
  await client
    .open()
    .send(get(1), get(3, ["X", "y"]), get(5, ["te", "gzip"]), get(7))
    .outcome(7);
  await client.outcome(1);
  world.pass(1_000);
  assert.deepEqual([counters.http2Resets, counters.http2Broken, counters.flooded], [2, 0, 0]);
  client.send(ping(0, 1));
  await client.until(() => client.ended, "the end of the connection");
  assert.deepEqual([counters.http2Resets, counters.http2Broken, counters.flooded], [2, 1, 0]);

  const other = await raw(stack);
  await other.client.open().send(get(1)).outcome(1);
  other.client.socket.resetAndDestroy();
  await eventually(() => other.served.isGone(), "the connection to be let go of");
  assert.equal(other.world.edge.counters.http2Broken, 0);
});

test("a client that gives up streams as fast as it begins them is told to be calm, however its resets come", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world, served } = await raw(stack, () => {});
  client.open();
  const begunMs = performance.now();
  for (let stream = 1; stream < 1_000 && !client.ended; stream += 2) {
    client.send(headers(stream, withPseudo(":path", "/held")), reset(stream));
    await client.send(ping()).until(() => client.ended || client.pongs === (stream + 1) / 2, "the answer to a PING");
  }
  assert.ok(client.ended);
  await eventually(() => served.isGone(), "the connection to be let go of");
  // 200 at once and 20 a second, and what was sent with the last of them.
  const allowed = 202 + ((performance.now() - begunMs) / 1_000) * 20;
  assert.ok(world.records.length <= allowed, String(world.records.length));
  assert.equal(world.edge.counters.flooded + world.edge.counters.http2Broken, 1);
});

test("the bytes that bounds are kept on are counted truly, over TLS too", async () => {
  for (const secure of [false, true]) {
    await using stack = new AsyncDisposableStack();
    const { cert, key } = makeCertificate();
    const sockets: net.Socket[] = [];
    const serve = (socket: net.Socket): void => {
      sockets.push(socket);
      const session = http2.performServerHandshake(socket);
      session.on("stream", (stream) => stream.respond({ ":status": 204 }, { endStream: true }));
    };
    const server = secure ? tls.createServer({ cert, key, ALPNProtocols: ["h2"] }, serve) : net.createServer(serve);
    stack.defer(() => void server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const to = { port: portOf(server), host: "127.0.0.1" };
    const socket = secure ? tls.connect({ ...to, ca: cert, servername: "localhost", ALPNProtocols: ["h2"] }) : net.connect(to);
    stack.defer(() => void socket.destroy());
    await once(socket, secure ? "secureConnect" : "connect");
    const client = new RawHttp2Client(socket).open();
    await client.until(() => client.acks === 1, "the acknowledgement of SETTINGS");
    const before = sockets[0]?.bytesRead ?? 0;
    // Preface, SETTINGS and its acknowledgement.
    assert.equal(before, 24 + 9 + 9);
    const sent = [get(1), ...Array.from({ length: 100 }, () => ping())];
    await client.send(...sent).outcome(1);
    await client.until(() => client.pongs === 100, "the answers to PING");
    assert.equal((sockets[0]?.bytesRead ?? 0) - before, Buffer.concat(sent).length);
    const received = client.frames.reduce((bytes, { payload }) => bytes + 9 + payload.length, 0);
    assert.equal(sockets[0]?.bytesWritten, received);
  }
});

test("content that waits to be judged, is refused or comes too late is content, not a flood", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  const guard = { name: "test", phase: "route", mode: "enforce", onError: "deny", check: () => verdict.promise } as const;
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const guards = { head: [], route: [guard], identity: [], body: [], response: [] };
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { guards } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far).open();
  const streams = Array.from({ length: 40 }, (_, index) => 2 * index + 1);
  // 2.4 MB on 40 streams, within their windows.
  for (const stream of streams) client.send(post(stream), ...Array.from({ length: 4 }, () => data(stream, Buffer.alloc(15_000), 0)));
  await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
  for (let second = 0; second < 3; second++) world.pass(1_000);
  assert.equal(world.edge.counters.flooded, 0);
  verdict.resolve(deny(problem(401, "token_missing", "No token"), { code: "t", place: "header:authorization", message: "no" }));
  await client.until(() => streams.every((stream) => client.status(stream) === 401), "the answers");
  // What was on its way when the streams were closed.
  for (const stream of streams) client.send(...Array.from({ length: 4 }, () => data(stream, Buffer.alloc(15_000), 0)));
  await client.send(ping()).until(() => client.pongs === 2, "the answer to a PING");
  for (let second = 0; second < 3; second++) world.pass(1_000);
  assert.deepEqual([world.edge.counters.flooded, world.edge.counters.http2Broken, client.ended], [0, 0, false]);
});

test("an upstream that breaks its answers off is not the fault of the client", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await raw(stack, (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
  client.open();
  for (let stream = 1; stream <= 600; stream += 50) {
    const streams = Array.from({ length: 25 }, (_, index) => stream + 2 * index);
    client.send(...streams.map((each) => get(each)));
    for (const each of streams) await client.outcome(each);
  }
  await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
  assert.deepEqual([world.edge.counters.flooded, world.edge.counters.http2Broken, world.records.length], [0, 0, 300]);
});

test("a socket that is gone before it is served is let go of", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const pair = stack.use(await socketPair());
  pair.near.destroy();
  let gone = false;
  const connection = new Http2Connection(pair.near, { address: "127.0.0.1", port: 1, tls: null }, world.edge, () => (gone = true));
  await eventually(() => gone, "the connection to be let go of");
  assert.equal(connection.socket.destroyed, true);
});
