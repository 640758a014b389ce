import assert from "node:assert/strict";
import http2 from "node:http2";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { type RawUpstream, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import { HealthCheck } from "./health_check.ts";

const PLAN = { path: "/", intervalMs: 1_000, timeoutMs: 500, healthy: 1, unhealthy: 1, status: new Set([200, 204]) };

async function before(stack: AsyncDisposableStack, answer: string | null) {
  const upstream: RawUpstream = stack.adopt(await startRawUpstream((socket) => void (answer === null || socket.write(answer))), (each) =>
    each.close(),
  );
  return { upstream, ...checking(stack, { ...TARGET, port: upstream.port }) };
}

function checking(stack: AsyncDisposableStack, target: UpstreamTarget) {
  let passedMs = 0;
  const sweeper = stack.adopt(new Sweeper(() => performance.now() + passedMs, assert.ifError), (each) => each.close());
  const results: boolean[] = [];
  const environment = { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null };
  const check = new HealthCheck(target, PLAN, environment, (good) => void results.push(good));
  stack.defer(() => check.close());
  const pass = (ms: number): void => {
    passedMs += ms;
    sweeper.sweep();
  };
  return { results, check, pass };
}

test("the status decides, whatever follows the head; what is no HTTP or no answer fails", async () => {
  await using stack = new AsyncDisposableStack();
  const rows = [
    ["HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", true],
    ["HTTP/1.1 204 No Content\r\n\r\n", true],
    ["HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true],
    ["HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", false],
    ["SSH-2.0-OpenSSH\r\n\r\n", false],
  ] as const;
  for (const [answer, expected] of rows) {
    const { results, pass } = await before(stack, answer);
    pass(0);
    await eventually(() => results.length === 1, answer);
    assert.deepEqual(results, [expected], answer);
  }
  assert.equal(rows.length, 6);
});

test("who does not answer in time fails, and is asked again after the interval, one check at a time", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, results, pass } = await before(stack, null);
  pass(0);
  await upstream.until(() => upstream.received[0]?.includes("\r\n\r\n") === true, "the question");
  pass(400);
  assert.deepEqual([results, upstream.sockets.length], [[], 1]);
  pass(200);
  assert.deepEqual(results, [false]);
  pass(800);
  assert.equal(upstream.sockets.length, 1, "a tenth before the interval at most");
  pass(400);
  await upstream.until(() => upstream.sockets.length === 2, "the next check");
});

test("a check that ended tells nothing more", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, results, check, pass } = await before(stack, null);
  pass(0);
  await upstream.until(() => upstream.received[0]?.includes("\r\n\r\n") === true, "the question");
  check.close();
  pass(10_000);
  assert.deepEqual([results, upstream.sockets.length], [[], 1]);
});

test("a target of HTTP/2 is asked in HTTP/2, each time over a connection that ends with the check", async () => {
  await using stack = new AsyncDisposableStack();
  const asked: string[] = [];
  const server = http2.createServer();
  const open = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    open.add(session);
    session.on("close", () => open.delete(session));
  });
  server.on("stream", (stream, headers) => {
    asked.push(`${headers[":method"]} ${headers[":path"]}`);
    stream.respond({ ":status": asked.length === 1 ? 200 : 503 });
    stream.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const { results, pass } = checking(stack, { ...TARGET, protocol: "h2", port: address.port });
  for (const expected of [[true], [true, false]]) {
    pass(1_200);
    await eventually(() => results.length === expected.length && open.size === 0, "the check");
    assert.deepEqual(results, expected);
  }
  assert.deepEqual(asked, ["GET /", "GET /"]);
});
