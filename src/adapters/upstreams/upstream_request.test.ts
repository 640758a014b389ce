import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, startTestEdge, type TestEdge } from "../../../test/support/edge.ts";
import { apiPlan, generationOf, liveExchange, operationPlan, runOf, TARGET } from "../../../test/support/plans.ts";
import { answering, type RawUpstream, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { UpstreamGroup, UpstreamTarget } from "../../engine/upstream.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { fieldsOf } from "../../message/headers.ts";
import type { UpstreamFailure } from "./answer_handler.ts";
import { type RequestOwner, UpstreamRequest } from "./upstream_request.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

interface Sent {
  readonly request: UpstreamRequest;
  readonly told: string[];
}

function requestTo(
  { edge }: TestEdge,
  { port }: { readonly port: number },
  given: {
    readonly method?: string;
    readonly framing?: BodyFraming;
    readonly target?: Partial<UpstreamTarget>;
    readonly group?: UpstreamGroup;
  } = {},
): Sent {
  const { method = "GET", framing = { kind: "none" } } = given;
  const told: string[] = [];
  const owner: RequestOwner = {
    onInformational: () => {},
    onHead: (answer) => request.answered(answer.status),
    onData: () => {},
    onTrailers: () => {},
    onEnd: () => {
      told.push("end");
      request.complete();
    },
    onUpgrade: () => void told.push("upgrade"),
    onFlush: () => {},
    onDrain: () => void told.push("drain"),
    onFailure: (failure: UpstreamFailure) => {
      request.release();
      told.push(failure, request.sendAgain(failure) ? "again" : "given up");
    },
    onBroken: () => void told.push("broken"),
    onBusy: () => void told.push("busy"),
    onUnavailable: () => void told.push("unavailable"),
  };
  const fields = fieldsOf([["host", "api.test"]]);
  const head = {
    kind: "head",
    method,
    target: "/a",
    minor: 1,
    fields,
    framing,
    keepAlive: true,
    expectContinue: false,
    upgrade: null,
    bytes: 40,
  } as const;
  const plan = operationPlan({});
  const api = apiPlan({ plan, upstream: { ...TARGET, id: `test:${port}`, port, ...given.target }, group: given.group ?? null });
  const run = runOf(generationOf([api]), liveExchange({ method, path: "/a", headers: fields }));
  const request = new UpstreamRequest(edge, run, api, plan, head, owner);
  return { request, told };
}

/** What follows the head, once that is there. */
const bodyOf = (received: string | undefined): string | undefined => received?.split("\r\n\r\n", 2)[1];

test("a whole body travels with its head, small or large, under a length of its own", async () => {
  await using stack = new AsyncDisposableStack();
  for (const bytes of [0, 1, 16_384, 16_385, 100_000]) {
    const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
    const { request } = requestTo(startTestEdge(stack), upstream, { method: "POST", framing: { kind: "chunked" } });
    request.start(Buffer.alloc(bytes, 0xe9), false);
    await upstream.until(() => bodyOf(upstream.received[0])?.length === bytes, `${bytes} bytes`);
    assert.match(upstream.received[0] ?? "", new RegExp(`^POST /a HTTP/1\\.1\\r\\n[^]*content-length: ${bytes}\\r\\n`, "iu"));
    assert.doesNotMatch(upstream.received[0] ?? "", /transfer-encoding/iu);
    assert.equal(bodyOf(upstream.received[0]), "\xe9".repeat(bytes));
  }
});

test("it tells when it was asked and answered, by what status, and when the answer was whole", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream: RawUpstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack);
  const { request, told } = requestTo(world, upstream);
  assert.deepEqual(
    [request.asked, request.askedMs, request.answerStatus, request.answeredInMs, request.endedMs],
    [null, 0, null, null, null],
  );
  const beganMs = world.edge.monotonicMs();
  request.start(null, false);
  assert.equal(request.asked?.port, upstream.port);
  await upstream.until(() => upstream.received[0]?.endsWith("\r\n\r\n") === true, "the request");
  world.pass(1_000);
  upstream.sockets[0]?.write("HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\n");
  await eventually(() => request.answerStatus !== null, "the head of the answer");
  assert.equal(request.answerStatus, 206);
  assert.equal(request.endedMs, null);
  const answeredMs = request.askedMs + (request.answeredInMs ?? 0);
  assert.ok(request.askedMs >= beganMs && (request.answeredInMs ?? 0) >= 1_000 && answeredMs <= world.edge.monotonicMs());
  world.pass(1_000);
  upstream.sockets[0]?.write("ok");
  await eventually(() => told.includes("end"), "the end of the answer");
  assert.ok((request.endedMs ?? 0) >= answeredMs + 1_000);
  assert.equal(request.asked?.port, upstream.port);
});

test("parts that come before there is a connection are kept in order, and framed as the head says", async () => {
  await using stack = new AsyncDisposableStack();
  const rows = [
    [{ kind: "chunked" }, "5\r\nabcde\r\n1\r\nf\r\n0\r\n\r\n"],
    [{ kind: "length", bytes: 6 }, "abcdef"],
  ] as const;
  for (const [framing, expected] of rows) {
    const upstream: RawUpstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
    const world = startTestEdge(stack);
    const target = { maxConnections: 1 };
    const before = requestTo(world, upstream, { target });
    before.request.start(null, false);
    const { request, told } = requestTo(world, upstream, { method: "POST", framing, target });
    request.start(null, false);
    assert.equal(request.writeBody(Buffer.from("abc")), false, "there is no connection yet");
    assert.equal(request.writeBody(Buffer.from("de")), false);
    await upstream.until(() => upstream.received[0]?.includes("GET /a") === true, "the request before");
    upstream.sockets[0]?.write(ANSWER);
    await eventually(() => told.includes("drain"), "a connection");
    request.writeBody(Buffer.from("f"));
    request.endBody();
    await upstream.until(() => upstream.received[0]?.endsWith(expected) === true, "the body");
    assert.equal(upstream.received.length, 1);
  }
});

test("parts of one turn make one chunk, and large ones one each, all in order", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream: RawUpstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack);
  const { request, told } = requestTo(world, upstream, { method: "POST", framing: { kind: "chunked" } });
  request.start(null, false);
  await eventually(() => told.includes("drain"), "a connection");
  for (let part = 0; part < 1_000; part++) request.writeBody(Buffer.from("a"));
  request.writeBody(Buffer.alloc(20_000, 0x62));
  request.writeBody(Buffer.from("c"));
  request.writeBody(Buffer.from("d"));
  request.endBody();
  const expected = `3e8\r\n${"a".repeat(1_000)}\r\n4e20\r\n${"b".repeat(20_000)}\r\n2\r\ncd\r\n0\r\n\r\n`;
  await upstream.until(() => upstream.received[0]?.endsWith("0\r\n\r\n") === true, "the body");
  assert.equal(upstream.received[0]?.endsWith(`\r\n\r\n${expected}`), true);
});

test("what was asked on a kept connection that closed is asked once more where that does no harm, and only once", async () => {
  await using stack = new AsyncDisposableStack();
  const rows = [
    ["GET", ["stale", "again", "end"]],
    ["DELETE", ["stale", "again", "end"]],
    ["POST", ["stale", "given up"]],
    ["PATCH", ["stale", "given up"]],
  ] as const;
  for (const [method, expected] of rows) {
    // The second request on the first connection finds it closed.
    const upstream = await startRawUpstream((socket, received, connection) => {
      if (connection === 0 && received.split("\r\n\r\n").length > 2) socket.destroy();
      else socket.write(ANSWER);
    });
    stack.defer(() => upstream.close());
    const world = startTestEdge(stack);
    const first = requestTo(world, upstream);
    first.request.start(null, false);
    await eventually(() => first.told.includes("end"), "the first answer");
    const second = requestTo(world, upstream, { method });
    second.request.start(null, false);
    await eventually(() => second.told.length === expected.length, "the second's end");
    assert.deepEqual(second.told, expected, method);
    assert.equal(second.request.sendAgain("stale"), false);
  }
});

test("no failure but a stale connection is asked again", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const { request, told } = requestTo(startTestEdge(stack), upstream);
  request.start(null, false);
  await eventually(() => told.includes("end"), "the answer");
  for (const failure of ["connect", "timeout", "reset", "ambiguous"] as const) assert.equal(request.sendAgain(failure), false, failure);
});

test("who lets go while he waits for a connection is told nothing, and whoever waits too long that all are busy", async () => {
  await using stack = new AsyncDisposableStack();
  let asked = 0;
  const upstream = stack.adopt(await startRawUpstream(() => void asked++), (server) => server.close());
  const world = startTestEdge(stack);
  const target = { maxConnections: 1 };
  const first = requestTo(world, upstream, { target });
  first.request.start(null, false);
  await eventually(() => asked === 1, "the first's connection");
  const gone = requestTo(world, upstream, { target });
  gone.request.start(null, false);
  const waiting = requestTo(world, upstream, { target });
  waiting.request.start(null, false);
  gone.request.abandon();
  world.pass(TARGET.timeouts.connectMs + 1);
  assert.deepEqual([gone.told, waiting.told], [[], ["busy"]]);
});

const RETRIES = { attempts: 1, share: 1, minPerSecond: 10, windowMs: 10_000 };

/** A group of these, asked in this order, each with a path and a `Host` of its own. */
function groupOf(upstreams: readonly { readonly port: number }[], policy: Partial<UpstreamGroup["policy"]> = {}): UpstreamGroup {
  const targets = upstreams.map(({ port }, index) => {
    const name = `t${index}`;
    return { target: { ...TARGET, id: `${name}:${port}`, port, authority: `${name}.test`, basePath: `/${name}` }, weight: 1 };
  });
  const off = { balance: "round_robin", ejection: null, breaker: null, retries: RETRIES, slowStartMs: 0 } as const;
  return {
    id: "test",
    targets,
    eachAddress: false,
    hashBy: { kind: "client" },
    policy: { ...off, ...policy },
    failureStatus: new Set<number>(),
    health: null,
  };
}

test("a request that the first target gave no byte for goes to another, under that one's path and host", async () => {
  await using stack = new AsyncDisposableStack();
  const dead = stack.adopt(await startRawUpstream((socket) => socket.resetAndDestroy()), (server) => server.close());
  const alive = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  for (const [method, body, kept] of [
    ["GET", null, ""],
    ["PUT", Buffer.from("abc"), "abc"],
    ["DELETE", Buffer.alloc(20_000, 0x61), "a".repeat(20_000)],
  ] as const) {
    const before = alive.received.length;
    const framing = body === null ? ({ kind: "none" } as const) : ({ kind: "length", bytes: body.length } as const);
    const { request, told } = requestTo(startTestEdge(stack), dead, { method, framing, group: groupOf([dead, alive]) });
    request.start(body, false);
    await eventually(() => told.includes("end"), method);
    assert.deepEqual(told, ["reset", "again", "end"]);
    const received = alive.received.slice(before).join("");
    assert.match(received, new RegExp(`^${method} /t1/a HTTP/1\\.1\r\nhost: t1\\.test\r\n`, "iu"));
    assert.equal(bodyOf(received), kept);
  }
});

test("nothing is sent to another target that could do harm twice, has begun to be answered, or streams", async () => {
  await using stack = new AsyncDisposableStack();
  const alive = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const chunked = { kind: "chunked" } as const;
  const none = { kind: "none" } as const;
  const rows = [
    ["POST", none, "", "reset"],
    ["PATCH", none, "", "reset"],
    ["PUT", chunked, "", "reset"],
    ["GET", none, "H", "reset"],
    ["GET", none, "HTTP/1.1 103 Early Hints\r\n\r\n", "reset"],
    ["GET", none, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "reset"],
    ["GET", none, "no HTTP\r\n\r\n", "ambiguous"],
  ] as const;
  for (const [method, framing, bytes, failure] of rows) {
    const dying = stack.adopt(await startRawUpstream((socket) => socket.end(bytes)), (server) => server.close());
    const { request, told } = requestTo(startTestEdge(stack), dying, { method, framing, group: groupOf([dying, alive]) });
    request.start(null, false);
    await eventually(() => told.includes("given up"), `${method} ${bytes}`);
    assert.deepEqual(told.filter((each) => each !== "drain").slice(-2), [failure, "given up"], `${method} ${bytes}`);
  }
  assert.equal(alive.received.length, 0);
  assert.equal(rows.length, 7);
});

test("a request goes to no more further targets than may be, none twice, and none beyond the budget", async () => {
  await using stack = new AsyncDisposableStack();
  const dead = await Promise.all(
    [0, 1, 2].map(async () => stack.adopt(await startRawUpstream((socket) => socket.resetAndDestroy()), (server) => server.close())),
  );
  const [first] = dead;
  assert.ok(first !== undefined);
  const rows = [
    [{ ...RETRIES, attempts: 1 }, 2],
    [{ ...RETRIES, attempts: 2 }, 3],
    [{ ...RETRIES, attempts: 5 }, 3],
    [{ ...RETRIES, attempts: 5, share: 0.5, minPerSecond: 0 }, 1],
    [null, 1],
  ] as const;
  for (const [retries, sent] of rows) {
    const before = dead.reduce((sum, { received }) => sum + received.length, 0);
    const { request, told } = requestTo(startTestEdge(stack), first, { group: groupOf(dead, { retries }) });
    request.start(null, false);
    await eventually(() => told.includes("given up"), "the end");
    assert.equal(told.length, 2 * sent);
    assert.equal(dead.reduce((sum, { received }) => sum + received.length, 0) - before, sent);
  }
  assert.equal(rows.length, 5);
});

test("where no target may be asked that is told at once, and nothing stays counted as under way", async () => {
  await using stack = new AsyncDisposableStack();
  const dying = stack.adopt(await startRawUpstream((socket) => socket.resetAndDestroy()), (server) => server.close());
  const world = startTestEdge(stack);
  const group = groupOf([dying], { breaker: { share: 1, requests: 1, windowMs: 1_000, openMs: 60_000, probes: 1 } });
  for (const expected of [["reset", "given up"], ["unavailable"]]) {
    const { request, told } = requestTo(world, dying, { group });
    request.start(null, false);
    await eventually(() => told.length === expected.length, "the end");
    assert.deepEqual(told, expected);
  }
  const { upstreams } = world.edge;
  assert.ok((upstreams.againInMs(group) ?? 0) > 50_000);
});

test("a target is not to blame that hangs up on an answer whose client does not read it", async () => {
  await using stack = new AsyncDisposableStack();
  for (const [stalls, failures] of [
    [false, 1],
    [true, 0],
  ] as const) {
    const upstream = stack.adopt(
      await startRawUpstream((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun")),
      (server) => server.close(),
    );
    const world = startTestEdge(stack);
    const group = groupOf([upstream], { retries: null });
    const { request, told } = requestTo(world, upstream, { group });
    request.start(null, false);
    await eventually(() => request.upstream?.answerStarted === true, "the beginning");
    if (stalls) {
      request.stall(() => {});
      request.goOn();
    }
    upstream.sockets[0]?.resetAndDestroy();
    await eventually(() => told.includes("reset"), "the end");
    assert.equal(world.edge.upstreams.lease(group, 0, "a")?.state.failures, failures);
  }
});

test("a target is not to blame for what a slow client brings about", async () => {
  await using stack = new AsyncDisposableStack();
  const chunked = { kind: "chunked" } as const;
  const none = { kind: "none" } as const;
  const begun = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun";
  const rows = [
    // Client's framing, the upstream's bytes, whether it hangs up, milliseconds that pass, failures of the target.
    ["an upload that takes longer than an exchange may", chunked, "", false, TARGET.timeouts.totalMs + 300, "timeout", 0],
    ["an upload that the target gives up", chunked, "", true, 0, "reset", 0],
    ["an answer that takes longer than a whole one may", none, begun, false, TARGET.timeouts.totalMs + 300, "timeout", 0],
    ["no answer", none, "", false, TARGET.timeouts.firstByteMs + 300, "timeout", 1],
    ["an answer that stops", none, begun, false, TARGET.timeouts.betweenBytesMs + 300, "timeout", 1],
    ["an answer that breaks off", none, begun, true, 0, "reset", 1],
  ] as const;
  for (const [what, framing, bytes, hangsUp, ms, failure, failures] of rows) {
    const upstream = stack.adopt(
      await startRawUpstream((socket) => {
        socket.write(bytes);
        if (hangsUp) socket.end();
      }),
      (server) => server.close(),
    );
    const world = startTestEdge(stack);
    const group = groupOf([upstream], { retries: null });
    const { request, told } = requestTo(world, upstream, { method: framing === none ? "GET" : "POST", framing, group });
    request.start(null, false);
    await upstream.until(() => upstream.received[0]?.includes("\r\n\r\n") === true, what);
    if (bytes !== "") await eventually(() => request.upstream === null || request.upstream.answerStarted, what);
    if (ms > 0) world.pass(ms);
    await eventually(() => told.includes(failure), what);
    assert.equal(world.edge.upstreams.lease(group, 0, "a")?.state.failures, failures, what);
  }
  assert.equal(rows.length, 6);
});
