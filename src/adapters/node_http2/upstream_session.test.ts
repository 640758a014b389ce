import assert from "node:assert/strict";
import type http2 from "node:http2";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { eventually } from "../../../test/support/edge.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { goaway, settings, FLAG } from "../../../test/support/http2_frames.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import { UpstreamSession, UpstreamSessions } from "./upstream_session.ts";

const MAX_CONCURRENT_STREAMS = 3;

/** A server of HTTP/2 that tells its settings and says nothing more by itself. */
async function world(stack: AsyncDisposableStack, options: { readonly streams?: number; readonly tls?: tls.TlsOptions } = {}) {
  const sockets: net.Socket[] = [];
  const take = (socket: net.Socket): void => {
    sockets.push(socket);
    socket.on("error", () => {}).resume();
    socket.write(settings(options.streams === undefined ? [] : [[MAX_CONCURRENT_STREAMS, options.streams]]));
    socket.write(settings([], FLAG.ack));
  };
  const server = options.tls === undefined ? net.createServer(take) : tls.createServer(options.tls, take);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  let passedMs = 0;
  const sweeper = stack.adopt(new Sweeper(() => performance.now() + passedMs, assert.ifError), (each) => each.close());
  const target: UpstreamTarget = { ...TARGET, protocol: "h2", port: address.port, authority: `127.0.0.1:${address.port}` };
  return {
    sockets,
    target,
    environment: { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null },
    pass: (ms: number) => {
      passedMs += ms;
      sweeper.sweep();
    },
  };
}

/** What a taker is told, once. */
function taker() {
  const told: (readonly [connected: boolean, message: string])[] = [];
  return { told, give: (session: http2.ClientHttp2Session | null, message: string) => void told.push([session !== null, message]) };
}

test("those who wait are given the session when it is connected, those who come later at once; a place is given back once", async () => {
  await using stack = new AsyncDisposableStack();
  const { target, environment, sockets } = await world(stack);
  let gone = 0;
  const session = new UpstreamSession(target, environment, () => gone++);
  const [first, second] = [taker(), taker()];
  const giveBack = session.take(first.give);
  assert.deepEqual(first.told, []);
  await eventually(() => first.told.length === 1, "the session");
  const giveBackToo = session.take(second.give);
  assert.deepEqual([first.told, second.told], [[[true, ""]], [[true, ""]]]);
  giveBack();
  giveBack();
  session.retire();
  assert.equal(session.hasRoom, false);
  assert.equal(gone, 0, "it goes on with the one under way");
  giveBackToo();
  await eventually(() => gone === 1, "its end");
  await eventually(() => sockets[0]?.destroyed === true, "the end of the connection");
});

test("there is room for as many streams as the upstream allows, and no more", async () => {
  await using stack = new AsyncDisposableStack();
  const { target, environment } = await world(stack, { streams: 2 });
  const session = new UpstreamSession(target, environment, () => {});
  stack.defer(() => session.destroy());
  const { give, told } = taker();
  session.take(give);
  await eventually(() => told.length === 1, "the session");
  assert.equal(session.hasRoom, true);
  const giveBack = session.take(give);
  await eventually(() => !session.hasRoom, "the upstream's settings");
  giveBack();
  assert.equal(session.hasRoom, true);
});

test("an upstream that announces its end (GOAWAY) gets no further request", async () => {
  await using stack = new AsyncDisposableStack();
  const { target, environment, sockets } = await world(stack);
  const session = new UpstreamSession(target, environment, () => {});
  stack.defer(() => session.destroy());
  const { give, told } = taker();
  session.take(give);
  await eventually(() => told.length === 1, "the session");
  sockets[0]?.write(goaway(0, 0));
  await eventually(() => !session.hasRoom, "the announcement");
});

test("one that does not agree to HTTP/2 over TLS is told to those who wait, and spoken no byte to", async () => {
  await using stack = new AsyncDisposableStack();
  const { cert, key } = makeCertificate();
  const { target, environment, sockets } = await world(stack, { tls: { cert, key, ALPNProtocols: ["http/1.1"] } });
  const { give, told } = taker();
  const secure: UpstreamTarget = { ...target, scheme: "https", tls: { ...TARGET.tls, ca: cert, serverName: "localhost" } };
  const session = new UpstreamSession(secure, environment, () => {});
  session.take(give);
  await eventually(() => told.length === 1, "the end");
  assert.equal(told[0]?.[0], false);
  assert.equal(session.hasRoom, false);
  assert.equal(sockets[0]?.bytesRead ?? 0, 0);
});

test("a connection is bounded in the time it takes to open, and without requests in the time it is kept", async () => {
  await using stack = new AsyncDisposableStack();
  const silent = net.createServer().listen(0, "127.0.0.1");
  stack.defer(() => void silent.close());
  const { target, environment, pass } = await world(stack);
  const closed = new UpstreamSession({ ...target, port: 1 }, environment, () => {});
  const { give, told } = taker();
  closed.take(give);
  await eventually(() => told.length === 1, "the refusal");
  assert.deepEqual([told[0]?.[0], /ECONNREFUSED/u.test(told[0]?.[1] ?? "")], [false, true]);
  let gone = 0;
  const session = new UpstreamSession(target, environment, () => gone++);
  const kept = taker();
  const giveBack = session.take(kept.give);
  await eventually(() => kept.told.length === 1, "the session");
  pass(3_600_000);
  assert.equal(gone, 0, "with a request it is kept");
  giveBack();
  pass(59_000);
  assert.equal(session.hasRoom, true);
  pass(2_000);
  await eventually(() => gone === 1, "its end");
});

test("the sessions of a target are as few as its requests need", async () => {
  await using stack = new AsyncDisposableStack();
  const { target, environment } = await world(stack, { streams: 1 });
  let empty = 0;
  const sessions = new UpstreamSessions(environment, () => empty++);
  const { give, told } = taker();
  const first = sessions.withRoom(target);
  assert.equal(sessions.withRoom(target), first);
  const giveBack = first.take(give);
  await eventually(() => told.length === 1 && !first.hasRoom, "the session and its settings");
  const second = sessions.withRoom(target);
  assert.notEqual(second, first);
  assert.equal(sessions.size, 2);
  giveBack();
  sessions.close();
  await eventually(() => empty === 1, "the end of both");
  assert.equal(sessions.size, 0);
});
