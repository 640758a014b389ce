import assert from "node:assert/strict";
import { test } from "node:test";
import { EDGE_LIMITS, startTestEdge } from "../../../test/support/edge.ts";
import { liveExchange, runOf } from "../../../test/support/plans.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import type { GrpcMethod } from "../../engine/plan.ts";
import type { LocalAnswer } from "../../engine/run.ts";
import type { Refusal } from "../../kernel/problem.ts";
import { NO_FIELDS } from "../../message/headers.ts";
import { AnswerWriter } from "../net_http1/answer_writer.ts";
import { Sweeper } from "../sweeper.ts";
import { NOTHING_FOLLOWS } from "./answer_framing.ts";
import type { ExchangeOwner } from "./exchange_owner.ts";
import { TimedExchange } from "./timed_exchange.ts";

const BEGAN_MS = 1_000_000;
const STREAMING_CALL: GrpcMethod = { clientStreams: true, serverStreams: false, maxMessageBytes: 1_000, maxCallMs: 60_000 };

/** An exchange that says what became of it. */
class TestExchange extends TimedExchange {
  readonly told: string[] = [];
  wants: boolean | null = true;

  protected override get bodyWanted(): boolean | null {
    return this.wants;
  }

  override refuseFraming({ problem: { code } }: Refusal): void {
    this.told.push(`refused: ${code}`);
  }

  override finishWith({ response }: LocalAnswer): void {
    this.told.push(`answered: ${response.status}`);
  }

  override giveUpUnread(): void {
    this.told.push("given up");
  }

  came(bytes: number): void {
    this.pace?.add(bytes);
  }

  read(): void {
    this.answerRead();
  }

  end(): void {
    this.over = true;
  }
}

async function begun(stack: AsyncDisposableStack, grpc: GrpcMethod | null = null) {
  let nowMs = BEGAN_MS;
  const sweeper = stack.adopt(new Sweeper(() => nowMs, assert.ifError), (each) => each.close());
  const world = startTestEdge(stack, { plan: { grpc } });
  const edge = { ...world.edge, sweeper };
  const run = runOf(edge.generation(), liveExchange({ path: "/a" }), edge);
  assert.equal(await run.admit(), null);
  const pair = stack.use(await socketPair());
  const writer = new AnswerWriter(pair.near);
  writer.begin("GET", 1);
  const owner: ExchangeOwner = {
    edge,
    writer,
    deadlineMs: 0,
    multiplexed: false,
    cut: () => void exchange.told.push("cut"),
    pump: () => {},
    openTunnel: () => assert.fail("nothing is switched"),
    exchangeOver: () => {},
  };
  const exchange: TestExchange = new TestExchange(owner, run);
  return {
    exchange,
    run,
    faults: world.faults,
    /** The head of an answer. */
    answer: () => writer.head(200, NO_FIELDS, { drop: new Set<string>(), lines: null }, [], NOTHING_FOLLOWS, "id"),
    /** When it is looked at next, from its beginning. */
    due: () => owner.deadlineMs - BEGAN_MS,
    pass: (ms: number) => {
      nowMs += ms;
      sweeper.sweep();
    },
    /** What is told once that time has come. */
    at: (ms: number) => {
      exchange.told.length = 0;
      exchange.onDeadline(BEGAN_MS + ms);
      return exchange.told;
    },
  };
}

test("an exchange that is not answered when all of it should be over is 504: a failure of ours, but for a call, whose deadline its caller chose", async () => {
  await using stack = new AsyncDisposableStack();
  for (const grpc of [null, STREAMING_CALL]) {
    const { at, due, faults, run } = await begun(stack, grpc);
    assert.equal(due(), EDGE_LIMITS.requestMs);
    // A call is told in the status of gRPC.
    assert.deepEqual(at(60_000), [grpc === null ? "answered: 504" : "answered: 200"]);
    assert.equal(run.decided?.kind, "failed");
    const findings = run.exchange.trail.findings.map(({ code }) => code);
    assert.deepEqual([faults.length, findings], grpc === null ? [1, []] : [0, ["upstream.request_timeout"]]);
  }
});

test("content that is wanted must come without a long pause, at its least rate, and before all should be over", async () => {
  await using stack = new AsyncDisposableStack();
  const { at, due, exchange, pass } = await begun(stack);
  exchange.bodyDeadline();
  assert.equal(due(), EDGE_LIMITS.requestMs, "nobody reads yet");
  exchange.phase = "reading";
  exchange.bodyDeadline();
  assert.equal(due(), 20_000);
  assert.deepEqual(at(20_000), ["refused: body_timeout"]);
  pass(10_000);
  exchange.bodyDeadline();
  // The grace of the rate, nothing having come.
  assert.equal(due(), 25_000);
  assert.deepEqual(at(25_000), ["refused: body_too_slow"]);
  exchange.came(1_000_000);
  pass(45_000);
  exchange.bodyDeadline();
  assert.equal(due(), 60_000);
  assert.deepEqual(at(60_000), ["refused: body_timeout"]);
});

test("where no more of the content is wanted its sender is not late, until all should be over", async () => {
  await using stack = new AsyncDisposableStack();
  const { at, due, exchange } = await begun(stack);
  exchange.phase = "reading";
  exchange.bodyDeadline();
  exchange.wants = false;
  assert.deepEqual(at(20_000), []);
  assert.equal(due(), 60_000);
  assert.deepEqual(at(60_000), ["refused: body_timeout"]);
});

test("a caller that streams messages may be silent between them", async () => {
  await using stack = new AsyncDisposableStack();
  const { at, due, exchange } = await begun(stack, STREAMING_CALL);
  exchange.phase = "reading";
  exchange.bodyDeadline();
  assert.equal(due(), 60_000);
  assert.deepEqual(at(60_000), ["refused: body_timeout"]);
});

test("what waits for the client must be read in time, and then the whole time holds again", async () => {
  await using stack = new AsyncDisposableStack();
  const { answer, at, due, exchange } = await begun(stack);
  exchange.answerWaits();
  assert.equal(due(), 60_000, "nothing is answered yet");
  exchange.phase = "answering";
  answer();
  exchange.answerWaits();
  // Nothing waits in the socket yet: the grace alone.
  assert.equal(due(), EDGE_LIMITS.downloadRate.graceMs);
  assert.deepEqual(at(25_000), ["given up"]);
  exchange.read();
  assert.equal(due(), 60_000);
  assert.deepEqual(at(60_000), ["cut"]);
});

test("an event stream may last from its head on, and its client's pauses count within that", async () => {
  await using stack = new AsyncDisposableStack();
  const { due, exchange, pass } = await begun(stack);
  exchange.phase = "answering";
  pass(50_000);
  exchange.extendAnswer(3_600_000);
  assert.equal(due(), 3_650_000);
  exchange.answerWaits();
  assert.equal(due(), 75_000);
  exchange.read();
  assert.equal(due(), 3_650_000);
});

test("a tunnel that should be over is cut, whatever was written", async () => {
  await using stack = new AsyncDisposableStack();
  const { at, exchange } = await begun(stack);
  exchange.phase = "tunnel";
  assert.deepEqual(at(1), ["cut"]);
});

test("an exchange that is over sets no deadline any more: it is the next one's", async () => {
  await using stack = new AsyncDisposableStack();
  const { due, exchange, pass } = await begun(stack);
  exchange.end();
  pass(1_000);
  for (const phase of ["reading", "answering"] as const) {
    exchange.phase = phase;
    exchange.bodyDeadline();
    exchange.answerWaits();
    exchange.judging();
    assert.deepEqual([due(), exchange.phase], [60_000, phase]);
  }
});
