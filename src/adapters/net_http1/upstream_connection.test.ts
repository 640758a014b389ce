import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { GET_HEAD } from "../../../test/support/upstream_head.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import type { AnswerHandler } from "../upstreams/answer_handler.ts";
import { UpstreamConnection } from "./upstream_connection.ts";

const TIMEOUTS = { connectMs: 1_000, firstByteMs: 2_000, betweenBytesMs: 3_000, totalMs: 10_000, eventStreamMs: 60_000 };

class World {
  passedMs = 0;
  readonly sweeper = new Sweeper(() => this.nowMs(), assert.ifError);
  nowMs(): number {
    return performance.now() + this.passedMs;
  }
  pass(ms: number): void {
    this.passedMs += ms;
    this.sweeper.sweep();
  }
}

class Told implements AnswerHandler {
  readonly log: string[] = [];
  onInformational(head: { readonly status: number }): void {
    this.log.push(`informational ${head.status}`);
  }
  onHead(head: { readonly status: number }): void {
    this.log.push(`head ${head.status}`);
  }
  onData(bytes: Uint8Array): void {
    this.log.push(`data ${Buffer.from(bytes).toString("latin1")}`);
  }
  onTrailers(): void {
    this.log.push("trailers");
  }
  onEnd(): void {
    this.log.push("end");
  }
  onUpgrade(head: { readonly protocol: string }, rest: Uint8Array): void {
    this.log.push(`upgrade ${head.protocol} ${Buffer.from(rest).toString("latin1")}`);
  }
  onFlush(): void {}
  onDrain(): void {}
  onFailure(failure: string): void {
    this.log.push(failure);
  }
  onBroken(error: unknown): void {
    this.log.push(`broken ${String(error)}`);
  }
}

interface Opened {
  readonly connection: UpstreamConnection;
  readonly world: World;
  readonly life: string[];
  /** Once what was asked in this turn has left. */
  readonly say: (bytes: string) => void;
  readonly sayAtOnce: (bytes: string) => void;
  /** From now on the upstream reads nothing. */
  readonly pauseFar: () => void;
}

async function open(stack: AsyncDisposableStack): Promise<Opened> {
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = new World();
  stack.defer(() => world.sweeper.close());
  const life: string[] = [];
  const connection = new UpstreamConnection(
    { ...TARGET, port: upstream.port, timeouts: TIMEOUTS },
    { sweeper: world.sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null },
    () => void life.push("idle"),
    () => void life.push("gone"),
  );
  stack.defer(() => connection.destroy());
  await upstream.until(() => upstream.sockets.length === 1, "the connection");
  await eventually(() => !connection.socket.connecting, "the connection");
  return {
    connection,
    world,
    life,
    say: (bytes) => void setImmediate(() => upstream.sockets[0]?.write(bytes, "latin1")),
    sayAtOnce: (bytes) => void upstream.sockets[0]?.write(bytes, "latin1"),
    pauseFar: () => void upstream.sockets[0]?.pause(),
  };
}

function ask(connection: UpstreamConnection, due: { readonly method?: string; readonly upgrade?: string } = {}): Told {
  const told = new Told();
  connection.begin({ method: due.method ?? "GET", upgrade: due.upgrade ?? null }, GET_HEAD, null, true, told);
  return told;
}

test("an answer comes as events, and the connection is idle after it", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, life, say } = await open(stack);
  for (let served = 0; served < 2; served++) {
    const told = ask(connection);
    say("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    await eventually(() => life.length === served + 1, "the end of the answer");
    assert.deepEqual(told.log, ["informational 103", "head 200", "data ok", "end"]);
  }
  assert.deepEqual(life, ["idle", "idle"]);
  assert.equal(connection.reused, true);
});

test("bytes that no request asked for end the connection, and are nobody's answer", async () => {
  await using stack = new AsyncDisposableStack();
  const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  for (const when of ["idle", "with the answer"] as const) {
    const { connection, life, say } = await open(stack);
    const told = ask(connection);
    say(when === "idle" ? answer : answer + answer);
    if (when === "idle") {
      await eventually(() => life.includes("idle"), "the answer");
      say(answer);
    }
    await eventually(() => life.includes("gone"), "the end of the connection");
    assert.deepEqual(told.log, ["head 200", "data ok", "end"], when);
  }
});

test("bytes that come before the request has left are nobody's answer", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, life, say, sayAtOnce } = await open(stack);
  ask(connection);
  say("HTTP/1.1 204 No Content\r\n\r\n");
  await eventually(() => life.includes("idle"), "the answer");
  // One turn of the loop reads the next client's request, and then these bytes.
  const client = stack.use(await socketPair());
  const told = new Promise<Told>((resolve) => client.near.once("data", () => resolve(ask(connection))));
  client.far.write("x");
  sayAtOnce("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned");
  const { log } = await told;
  await eventually(() => life.includes("gone"), "the end of the connection");
  assert.deepEqual(log, ["stale"]);
});

test("a connection whose request was answered before all of it left serves no other", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, life, say, pauseFar } = await open(stack);
  pauseFar();
  const told = new Told();
  // More than the system takes for two sockets: the rest would be read as the next request.
  const body = Buffer.alloc(32 * 1_048_576);
  const head = { ...GET_HEAD, method: "POST", framing: { kind: "length", bytes: body.length } } as const;
  connection.begin({ method: "POST", upgrade: null }, head, body, true, told);
  say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
  await eventually(() => life.length > 0, "the answer");
  assert.deepEqual([told.log, life], [["head 413", "end"], ["gone"]]);
});

test("each time limit is kept, and says which", async () => {
  await using stack = new AsyncDisposableStack();
  const silent = await open(stack);
  const first = ask(silent.connection);
  silent.world.pass(TIMEOUTS.firstByteMs - 500);
  assert.deepEqual(first.log, []);
  silent.world.pass(501);
  assert.deepEqual([first.log, silent.life], [["timeout"], ["gone"]]);

  const stalling = await open(stack);
  const second = ask(stalling.connection);
  stalling.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
  await eventually(() => second.log.length === 2, "the first bytes");
  stalling.world.pass(TIMEOUTS.betweenBytesMs + 1);
  assert.deepEqual(second.log, ["head 200", "data ok", "timeout"]);
});

test("while the client still sends, the time for the answer does not run; it begins with the request's last byte", async () => {
  await using stack = new AsyncDisposableStack();
  for (const framing of [{ kind: "chunked" }, { kind: "length", bytes: 6 }] as const) {
    const { connection, world, say } = await open(stack);
    const told = new Told();
    connection.begin({ method: "POST", upgrade: null }, { ...GET_HEAD, method: "POST", framing }, null, false, told);
    for (const part of ["ab", "cd"]) {
      world.pass(TIMEOUTS.firstByteMs + 1);
      connection.writePart(Buffer.from(part));
    }
    world.pass(TIMEOUTS.firstByteMs + 1);
    connection.writePart(Buffer.from("ef"));
    connection.finish();
    world.pass(TIMEOUTS.firstByteMs - 500);
    assert.deepEqual(told.log, [], framing.kind);
    say("HTTP/1.1 204 No Content\r\n\r\n");
    await eventually(() => told.log.includes("end"), "the answer");
    const slow = await open(stack);
    const second = new Told();
    slow.connection.begin({ method: "POST", upgrade: null }, { ...GET_HEAD, method: "POST", framing }, null, false, second);
    slow.world.pass(TIMEOUTS.firstByteMs + 1);
    slow.connection.writePart(Buffer.from("abcdef"));
    slow.connection.finish();
    slow.world.pass(TIMEOUTS.firstByteMs + 1);
    assert.deepEqual(second.log, ["timeout"], framing.kind);
  }
});

test("an upstream that does not take the content in time has timed out", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, world, pauseFar } = await open(stack);
  pauseFar();
  const told = new Told();
  connection.begin({ method: "POST", upgrade: null }, { ...GET_HEAD, method: "POST", framing: { kind: "chunked" } }, null, false, told);
  // More than the system takes for two sockets.
  for (let parts = 0; parts < 32; parts++) connection.writePart(Buffer.alloc(1_048_576));
  world.pass(TIMEOUTS.firstByteMs + 1);
  assert.deepEqual(told.log, ["timeout"]);
});

test("an upstream that is not read is not blamed for its silence, but the time for the whole answer runs", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, world, say } = await open(stack);
  const told = ask(connection);
  say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
  await eventually(() => told.log.length === 2, "the first bytes");
  connection.pause();
  world.pass(TIMEOUTS.betweenBytesMs + 1);
  world.pass(TIMEOUTS.betweenBytesMs + 1);
  assert.deepEqual(told.log, ["head 200", "data ok"]);
  world.pass(TIMEOUTS.totalMs);
  assert.deepEqual(told.log, ["head 200", "data ok", "timeout"]);
});

test("an ambiguous answer is refused before any of its content is told", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, life, say } = await open(stack);
  const told = ask(connection);
  say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok");
  await eventually(() => life.includes("gone"), "the end of the connection");
  assert.deepEqual(told.log, ["ambiguous"]);
});

test("an unused time of quiet closes a kept connection, one that is let go of within its answer is closed at once", async () => {
  await using stack = new AsyncDisposableStack();
  const kept = await open(stack);
  ask(kept.connection);
  kept.say("HTTP/1.1 204 No Content\r\n\r\n");
  await eventually(() => kept.life.includes("idle"), "the answer");
  kept.world.pass(4_001);
  assert.deepEqual(kept.life, ["idle", "gone"]);

  const left = await open(stack);
  const told = ask(left.connection);
  left.connection.abandon();
  assert.deepEqual([left.life, told.log], [["gone"], []]);
});

test("a switch of protocols hands on the first bytes of the other, then every read as data", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, say } = await open(stack);
  const told = ask(connection, { upgrade: "websocket" });
  say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nabc");
  await eventually(() => told.log.length === 1, "the switch");
  say("HTTP/1.1 200 OK\r\n\r\n");
  await eventually(() => told.log.length === 2, "data");
  assert.deepEqual(told.log, ["upgrade websocket abc", "data HTTP/1.1 200 OK\r\n\r\n"]);
});

test("a handler that throws is told so, and the connection goes", async () => {
  await using stack = new AsyncDisposableStack();
  const { connection, life, say } = await open(stack);
  const told = new (class extends Told {
    override onHead(): void {
      throw new Error("no");
    }
  })();
  connection.begin({ method: "GET", upgrade: null }, GET_HEAD, null, true, told);
  say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  await eventually(() => life.includes("gone"), "the end");
  assert.deepEqual(told.log, ["broken Error: no"]);
});
