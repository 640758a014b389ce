import assert from "node:assert/strict";
import { test } from "node:test";
import { EDGE_LIMITS, eventually, serveConnection, startTestEdge } from "../../../test/support/edge.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const PATIENT = { connectMs: 3_000, firstByteMs: 600_000, betweenBytesMs: 600_000, totalMs: 600_000, eventStreamMs: 600_000 };
const NO_GUARDS = { head: [], route: [], identity: [], body: [], response: [] };

/** Plan with one guard of the route phase. */
function routeGuard(check: Guard<"route">["check"]): Partial<OperationPlan> {
  return { guards: { ...NO_GUARDS, route: [{ name: "test", phase: "route", mode: "enforce", onError: "deny", check }] } };
}

/** An exchange under way whose guard has not said anything yet. */
async function waitingForVerdict(stack: AsyncDisposableStack) {
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const verdict = Promise.withResolvers<Verdict>();
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: routeGuard(() => verdict.promise) });
  const client = await serveConnection(stack, world);
  client.far.write(GET);
  await eventually(() => world.edge.counters.inFlight === 1, "the exchange");
  return { upstream, verdict, world, client };
}

test("a verdict that comes when the client is gone has no effect, and the record says abandoned", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, verdict, world, client } = await waitingForVerdict(stack);
  client.far.destroy();
  await eventually(() => client.isGone(), "the end");
  verdict.resolve(PASS);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([upstream.received.length, world.edge.pools.openConnections], [0, 0]);
  assert.deepEqual(
    world.records.map(({ outcome }) => outcome),
    ["abandoned"],
  );
  assert.equal(world.edge.counters.inFlight, 0);
});

test("a verdict that comes after the whole-request limit neither forwards nor answers twice", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, verdict, world, client } = await waitingForVerdict(stack);
  world.pass(EDGE_LIMITS.requestMs);
  await eventually(() => client.text().startsWith("HTTP/1.1 504 "), "the answer");
  verdict.resolve(deny(problem(403, "no", "No"), { code: "test.no", place: "query:a", message: "no" }));
  // Whatever it would write comes before the end of the connection.
  await eventually(() => client.isGone(), "the end of the connection");
  assert.equal(client.text().match(/HTTP\/1\.1 /gu)?.length, 1);
  assert.deepEqual([upstream.received.length, world.edge.pools.openConnections], [0, 0]);
  assert.deepEqual(
    world.records.map(({ outcome, code }) => [outcome, code]),
    [["failed", "request_timeout"]],
  );
});

test("what comes late of an upstream that was let go of never meets the next exchange", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack, {
    target: {
      port: upstream.port,
      timeouts: { connectMs: 1_000, firstByteMs: 5_000, betweenBytesMs: 5_000, totalMs: 5_000, eventStreamMs: 60_000 },
    },
  });
  const client = await serveConnection(stack, world);
  client.far.write(GET.replace("/a", "/first"));
  await upstream.until(() => upstream.received[0]?.includes("/first") === true, "the first request");
  world.pass(5_000);
  await eventually(() => client.text().startsWith("HTTP/1.1 504 "), "the first answer");
  client.far.write(GET.replace("/a", "/second"));
  upstream.sockets[0]?.write(ANSWER.replace("ok", "no"));
  await upstream.until(() => upstream.received[1]?.includes("/second") === true, "the second request, on a connection of its own");
  upstream.sockets[1]?.write(ANSWER);
  await client.until("ok");
  assert.match(client.text(), /^HTTP\/1\.1 504 [^]*HTTP\/1\.1 200 OK[^]*\r\n\r\nok$/u);
  assert.deepEqual(
    world.records.map(({ status }) => status),
    [504, 200],
  );
});

test("a guard that breaks is 500 on a connection that ends, with its cause in the log alone", async () => {
  await using stack = new AsyncDisposableStack();
  const broken = new Error("the database password is hunter2");
  const world = startTestEdge(stack, { plan: routeGuard(() => Promise.reject(broken)) });
  const client = await serveConnection(stack, world);
  client.far.write(GET);
  await eventually(() => world.records.length === 1, "the record");
  await eventually(() => client.text().startsWith("HTTP/1.1 500 "), "the answer");
  assert.doesNotMatch(client.text() + JSON.stringify(world.records), /hunter2/u);
  assert.equal(world.faults.length, 1);
});

test("a body that stops coming is 408; one that waits for a slow upstream is not its client's fault", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack, { plan: { buffersRequest: true } });
  const client = await serveConnection(stack, world);
  client.far.write("POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: 10\r\n\r\nabc");
  await eventually(() => client.near.bytesRead === 59, "the first bytes of the body");
  world.pass(EDGE_LIMITS.betweenBytesMs);
  await eventually(() => client.text().startsWith("HTTP/1.1 408 "), "the answer");
  assert.equal(world.records[0]?.findings[0]?.code, "framing.body_timeout");

  const upstream = stack.adopt(await startRawUpstream(() => {}, { paused: true }), (server) => server.close());
  const slow = startTestEdge(stack, { target: { port: upstream.port }, plan: { maxBodyBytes: 100_000_000 } });
  const sender = await serveConnection(stack, slow);
  sender.far.on("error", () => {});
  sender.far.write("POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: 50000000\r\n\r\n");
  sender.far.write(Buffer.alloc(50_000_000));
  await eventually(() => upstream.sockets.length === 1 && sender.near.bytesRead > 500_000, "the upload to begin");
  await eventually(() => sender.near.isPaused(), "the upstream's and the gateway's buffers to be full");
  slow.pass(EDGE_LIMITS.betweenBytesMs);
  assert.deepEqual(slow.records, []);
  slow.pass(EDGE_LIMITS.requestMs);
  await eventually(() => slow.records.length === 1, "the whole-request limit");
});

test("100 Continue comes once the head is admitted, and not for a body that is declared too large", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const verdict = Promise.withResolvers<Verdict>();
  const plan = { ...routeGuard(() => verdict.promise), maxBodyBytes: 5 };
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan });
  const head = (bytes: number): string => `POST /a HTTP/1.1\r\nHost: api.test\r\nExpect: 100-continue\r\nContent-Length: ${bytes}\r\n\r\n`;
  const fits = await serveConnection(stack, world);
  const tooLarge = await serveConnection(stack, world);
  fits.far.write(head(5));
  tooLarge.far.write(head(6));
  await eventually(() => world.edge.counters.inFlight === 2, "both exchanges");
  assert.equal(fits.text(), "");
  verdict.resolve(PASS);
  assert.equal(await fits.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  await eventually(() => tooLarge.text().startsWith("HTTP/1.1 413 "), "the refusal");
  fits.far.write("abcde");
  await fits.until("ok");
});

test("a body that comes a byte at a time, each in time, is refused as too slow", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write("POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: 1000\r\n\r\n");
  await eventually(() => world.edge.counters.inFlight === 1, "the exchange");
  const { graceMs } = EDGE_LIMITS.uploadRate;
  world.pass(graceMs * 0.7);
  const { bytesRead } = client.near;
  client.far.write("x");
  await eventually(() => client.near.bytesRead > bytesRead, "the byte");
  assert.equal(client.text(), "");
  world.pass(graceMs * 0.4);
  await eventually(() => client.text().startsWith("HTTP/1.1 408 "), "the refusal");
  assert.deepEqual(
    world.records.filter(({ outcome }) => outcome === "denied").map(({ code, findings }) => [code, findings[0]?.code]),
    [["body_too_slow", "framing.body_too_slow"]],
  );
});

test("time in which the upstream takes no more of a body does not count against its sender", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}, { paused: true }), (server) => server.close());
  const world = startTestEdge(stack, {
    target: { port: upstream.port, timeouts: PATIENT },
    plan: { maxBodyBytes: 2 ** 30 },
    limits: { requestMs: 600_000 },
  });
  const client = await serveConnection(stack, world);
  client.far.write(`POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: ${2 ** 26}\r\n\r\n`);
  const part = Buffer.alloc(2 ** 16);
  while (client.far.write(part) || client.far.writableLength < 2 ** 23);
  // Why so many bytes: while there is no connection to the upstream it is paused too.
  await eventually(() => client.near.bytesRead > 2 ** 17 && client.near.isPaused(), "the back-pressure");
  world.pass(EDGE_LIMITS.uploadRate.graceMs + 20_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(world.records.length, 0, JSON.stringify(world.records));
});

test("an answer that nobody reads is cut off once what waits should have been read", async () => {
  await using stack = new AsyncDisposableStack();
  const bytes = 2 ** 26;
  const upstream = stack.adopt(
    await startRawUpstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
      socket.write(Buffer.alloc(bytes));
    }),
    (server) => server.close(),
  );
  const world = startTestEdge(stack, {
    target: { port: upstream.port, timeouts: PATIENT },
    limits: { requestMs: 600_000 },
  });
  const client = await serveConnection(stack, world);
  client.far.pause();
  client.far.write(GET);
  await eventually(() => client.near.writableNeedDrain, "an answer that waits");
  const { graceMs } = EDGE_LIMITS.downloadRate;
  world.pass(graceMs * 0.9);
  assert.equal(client.isGone(), false);
  world.pass(graceMs * 0.2 + (client.near.writableLength * 1_000) / EDGE_LIMITS.downloadRate.bytesPerS);
  await eventually(() => client.isGone(), "the end");
  assert.deepEqual(
    world.records.map(({ outcome, findings }) => [outcome, findings[0]?.code]),
    [["abandoned", "gateway.answer_unread"]],
  );
});

test("a whole answer that nobody reads keeps its connection no longer than a request may take", async () => {
  await using stack = new AsyncDisposableStack();
  const bytes = 4_000_000;
  const upstream = stack.adopt(
    await startRawUpstream(answering(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`)),
    (server) => server.close(),
  );
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { buffersResponse: true } });
  const client = await serveConnection(stack, world);
  client.far.pause();
  // More than the system keeps for a connection, whatever machine it is.
  client.far.write(GET.repeat(20));
  await eventually(() => client.near.writableNeedDrain && world.edge.counters.inFlight === 1, "an answer that waits");
  assert.ok(world.records.length < 20, `${world.records.length} answers were written`);
  world.pass(EDGE_LIMITS.idleMs + 1_000);
  assert.equal(client.isGone(), false);
  world.pass(EDGE_LIMITS.requestMs);
  await eventually(() => client.isGone(), "the end");
});
