import assert from "node:assert/strict";
import type net from "node:net";
import { test } from "node:test";
import { TARGET } from "../../../test/support/plans.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import type { AnswerHandler } from "../upstreams/answer_handler.ts";
import { AnsweredLink, tellFailure } from "./answered_link.ts";
import { TurnReads } from "./turn_reads.ts";

/** Notes what it is told; data as one text. Throws where it is asked to. */
class Told implements AnswerHandler {
  readonly log: string[] = [];
  private readonly throwsAt: string | null;
  constructor(throwsAt: string | null = null) {
    this.throwsAt = throwsAt;
  }
  private note(what: string): void {
    if (what === this.throwsAt) throw new Error("no");
    const last = this.log.at(-1);
    if (what.startsWith("data ") && last?.startsWith("data ") === true) this.log[this.log.length - 1] = last + what.slice(5);
    else this.log.push(what);
  }
  onInformational({ status }: { readonly status: number }): void {
    this.note(`informational ${status}`);
  }
  onHead({ status }: { readonly status: number }): void {
    this.note(`head ${status}`);
  }
  onData(bytes: Uint8Array): void {
    this.note(`data ${Buffer.from(bytes).toString("latin1")}`);
  }
  onTrailers(): void {}
  onEnd(): void {
    this.note("end");
  }
  onUpgrade({ protocol }: { readonly protocol: string }, rest: Uint8Array): void {
    this.note(`upgrade ${protocol} ${Buffer.from(rest).toString("latin1")}`);
  }
  onFlush(): void {}
  onDrain(): void {}
  onFailure(failure: string): void {
    this.note(failure);
  }
  onBroken(error: unknown): void {
    this.note(`broken ${String(error)}`);
  }
}

/** The answer's side alone: bytes are given to it, and it notes what it does with its connection. */
class Link extends AnsweredLink {
  readonly socket: net.Socket;
  readonly life: string[] = [];
  protected readonly reads: TurnReads;
  reused = false;

  constructor(socket: net.Socket, sweeper: Sweeper) {
    super(TARGET, { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null }, Infinity);
    this.socket = socket;
    this.reads = new TurnReads(socket);
  }

  ask(handler: AnswerHandler, method = "GET", upgrade: string | null = null): void {
    this.handler = handler;
    this.answerStarted = false;
    this.answerEnded = false;
    this.parser.expect({ method, upgrade });
  }

  give(text: string): void {
    this.received(Buffer.from(text, "latin1"));
  }

  end(): void {
    this.ended();
  }

  destroy(): void {
    this.gone = true;
    this.life.push("gone");
  }

  onDeadline(): void {}

  protected settle(): void {
    if (this.answerEnded && !this.gone) this.life.push(this.reusable ? "kept" : "last");
  }
}

async function world(stack: AsyncDisposableStack): Promise<() => Link> {
  const sweeper = stack.adopt(new Sweeper(() => 0, assert.ifError), (each) => each.close());
  const { near } = stack.use(await socketPair());
  return () => new Link(near, sweeper);
}

test("an answer is the same events wherever its bytes are cut", async () => {
  await using stack = new AsyncDisposableStack();
  const link = await world(stack);
  const early = "HTTP/1.1 103 Early Hints\r\n\r\n";
  const rows: readonly (readonly [bytes: string, log: readonly string[], life: readonly string[]])[] = [
    [`${early}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`, ["informational 103", "head 200", "data ok", "end"], ["kept"]],
    ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", ["head 200", "data ok", "end"], ["last"]],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", ["head 200", "data ok", "end"], ["kept"]],
    ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", ["ambiguous"], ["gone"]],
  ];
  for (const [bytes, log, life] of rows) {
    for (let cut = 1; cut <= bytes.length; cut++) {
      const one = link();
      const told = new Told();
      one.ask(told);
      one.give(bytes.slice(0, cut));
      if (cut < bytes.length && !one.life.includes("gone")) one.give(bytes.slice(cut));
      assert.deepEqual([told.log, one.life], [log, life], `${bytes} at ${cut}`);
    }
  }
  assert.equal(rows.length, 4);
});

test("an upstream that closes ends an answer that lasts until then, and breaks any other; only before its first byte may it be asked again", async () => {
  await using stack = new AsyncDisposableStack();
  const link = await world(stack);
  const rows: readonly (readonly [reused: boolean, bytes: string, log: readonly string[], life: readonly string[]])[] = [
    [false, "HTTP/1.1 200 OK\r\n\r\nok", ["head 200", "data ok", "end"], ["last"]],
    [false, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", ["head 200", "data ok", "reset"], ["gone"]],
    [true, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", ["head 200", "data ok", "reset"], ["gone"]],
    [true, "H", ["reset"], ["gone"]],
    [false, "", ["reset"], ["gone"]],
    [true, "", ["stale"], ["gone"]],
  ];
  for (const [reused, bytes, log, life] of rows) {
    const one = link();
    one.reused = reused;
    const told = new Told();
    one.ask(told);
    if (bytes !== "") one.give(bytes);
    one.end();
    assert.deepEqual([told.log, one.life], [log, life], `${reused} ${bytes}`);
  }
  assert.equal(rows.length, 6);
});

test("bytes that nobody asked for, before a request or after a whole answer, end the connection and are told to nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const link = await world(stack);
  const before = link();
  before.give("HTTP/1.1 200 OK\r\n\r\n");
  assert.deepEqual(before.life, ["gone"]);
  const after = link();
  const told = new Told();
  after.ask(told, "HEAD");
  after.give("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
  after.give("ok");
  assert.deepEqual(
    [told.log, after.life],
    [
      ["head 200", "end"],
      ["kept", "gone"],
    ],
  );
});

test("after a switch of protocols every byte is data, until the upstream ends it", async () => {
  await using stack = new AsyncDisposableStack();
  const one = (await world(stack))();
  const told = new Told();
  one.ask(told, "GET", "websocket");
  one.give("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nab");
  assert.equal(one.deadlineMs, Infinity);
  one.give("HTTP/1.1 200 OK\r\n\r\n");
  one.end();
  assert.deepEqual([told.log, one.life], [["upgrade websocket ab", "data HTTP/1.1 200 OK\r\n\r\n", "end"], ["gone"]]);
});

test("whoever throws is told so, whatever it was told, and its connection goes", async () => {
  await using stack = new AsyncDisposableStack();
  const link = await world(stack);
  for (const throwsAt of ["head 200", "data ok", "end"]) {
    const one = link();
    const told = new Told(throwsAt);
    one.ask(told);
    one.give("HTTP/1.1 200 OK\r\n\r\nok");
    if (throwsAt === "end") one.end();
    assert.deepEqual([told.log.at(-1), one.life], ["broken Error: no", ["gone"]], throwsAt);
  }
  const told = new Told("reset");
  tellFailure(told, "reset", "the upstream closed the connection");
  assert.deepEqual(told.log, ["broken Error: no"]);
});
