/**
 * One exchange of a client connection, from its head to the end of its answer: `judging` (nothing is read), `reading` a body, `answering`, or a `tunnel`.
 * Once it is over nothing that comes late, of its guards or its upstream, has any effect on the exchange after it.
 */
import type { ReceivedExchange } from "../../engine/receive.ts";
import { after } from "../../engine/later.ts";
import type { ExchangeRun, LocalAnswer } from "../../engine/run.ts";
import type { GrpcMethod } from "../../engine/plan.ts";
import type { Traffic } from "../../engine/record_of.ts";
import { admitCall } from "../../grpc/admit_call.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { KeptHold } from "../../limit/kept_bytes.ts";
import type { RequestHead } from "../../message/request_head.ts";
import type { ClientTunnel } from "./client_answer.ts";
import { trafficOf } from "./exchange_traffic.ts";
import type { ExchangeOwner } from "./exchange_owner.ts";
import { Forwarding } from "./forwarding.ts";
import { KEEPER, NO_ROOM_FOR_STREAM } from "./no_room.ts";
import { RequestBody } from "./request_body.ts";
import { TimedExchange } from "./timed_exchange.ts";
import { SWITCHED } from "./write_switch.ts";

export class ServedExchange extends TimedExchange {
  /** Null where what came could not be read as a request. */
  private readonly head: RequestHead | null;
  private body: RequestBody | null = null;
  private forwarding: Forwarding | null = null;
  private requestComplete = false;
  private requestBytes: number;
  private keepAlive: boolean;
  /** What is kept whole of the request and its answer, once something is. */
  private kept: KeptHold | null = null;

  constructor(owner: ExchangeOwner, run: ExchangeRun, head: RequestHead | null) {
    super(owner, run);
    const { edge } = owner;
    this.head = head;
    this.requestBytes = head?.bytes ?? 0;
    this.keepAlive = head !== null && head.keepAlive && !edge.draining;
    edge.counters.inFlight++;
    this.writer.begin(head?.method ?? "GET", head?.minor ?? 1);
  }

  /** Begins with what the head was read as. */
  start({ refusal, local }: Pick<ReceivedExchange, "refusal" | "local">): void {
    const { run } = this;
    if (refusal !== null) this.refuseFraming(refusal);
    else if (local !== null) this.settle(run.answerLocally("gateway", local), () => {});
    else this.settle(run.admit(), () => this.admitted());
  }

  get wantsBody(): boolean {
    return this.phase === "reading" && this.body?.wantsMore === true;
  }

  /** Whether the body that is taken is kept whole. */
  get keepsBody(): boolean {
    return this.body?.keeps === true;
  }

  /** Whether there is room to keep so many bytes more until the exchange is over. */
  keep(bytes: number): boolean {
    if (this.over) return false;
    this.kept ??= new KeptHold(this.edge.kept, toClientKey(this.run.exchange.client.address));
    return this.kept.add(bytes);
  }

  takeBody(bytes: Uint8Array): void {
    this.requestBytes += bytes.length;
    this.pace?.add(bytes.length);
    this.body?.take(bytes);
    if (!this.wantsBody) this.pace?.pause(this.edge.sweeper.nowMs);
  }

  endBody(): void {
    this.requestComplete = true;
    this.body?.end();
  }

  protected override get bodyWanted(): boolean | null {
    return this.body?.wantsMore ?? null;
  }

  override giveUpUnread(): void {
    if (this.over) return;
    this.run.note("gateway", "gateway.answer_unread", "connection", "the client did not read the answer in time");
    this.forwarding?.abandon();
    this.owner.cut();
  }

  override refuseFraming(refusal: Refusal): void {
    if (this.writer.started) this.owner.cut();
    else this.finishWith(this.run.refuse("framing", "framing", refusal));
  }

  /** Ends it for want of memory. */
  refuseForMemory(): void {
    if (this.writer.started) this.owner.cut();
    else this.finishWith(this.run.refuse(KEEPER, "framing", NO_ROOM_FOR_STREAM));
  }

  /** The same where it is not answered: its owner ends it. */
  noteRefusedForMemory(): void {
    this.run.refuse(KEEPER, "framing", NO_ROOM_FOR_STREAM);
  }

  private admitted(): void {
    const { run, head } = this;
    const { plan, api } = run;
    if (plan === null || api === null || head === null) {
      this.finishWith(run.fail(problem(500, "internal", "Internal error"), new Error("admitted without a plan")));
      return;
    }
    if (plan.grpc !== null && !this.admitCall(plan.grpc, head)) return;
    this.forwarding = new Forwarding(this, run, api, plan, head);
    // Why from the beginning: messages may stream for as long as a call may last before the API says a word.
    if (plan.grpc !== null) this.forwarding.watchOver();
    this.body = new RequestBody(this, run, plan, head, this.forwarding);
    this.phase = "reading";
    this.bodyDeadline();
    this.body.start();
    if (!this.wantsBody) this.pace?.pause(this.edge.sweeper.nowMs);
    // Why after: a body that is declared too large is refused before the client sends it.
    if (!this.over && head.expectContinue) this.writer.continue();
    this.owner.pump();
  }

  /** False once the call was refused. */
  private admitCall({ maxCallMs }: GrpcMethod, { fields }: RequestHead): boolean {
    const admitted = admitCall(fields, maxCallMs, this.owner.multiplexed);
    if (typeof admitted === "number") this.wholeDueMs = this.edge.sweeper.nowMs + admitted;
    else this.finishWith(this.run.refuse("grpc", "route", admitted));
    return typeof admitted === "number";
  }

  /** Takes the outcome of a step when it comes: an answer of our own ends the exchange, null goes on. A step that breaks is a failure, never a pass. */
  settle(step: LocalAnswer | null | Promise<LocalAnswer | null>, goOn: () => void): void {
    const settled = after(step, (stopped) => {
      if (this.over) return;
      if (stopped !== null) this.finishWith(stopped);
      else goOn();
    });
    if (settled instanceof Promise) {
      settled.then(
        () => this.owner.pump(),
        (error: unknown) => this.broke(error),
      );
    }
  }

  /** A bug or a dead dependency: 500, recorded with its cause. */
  broke(error: unknown): void {
    if (this.over) {
      this.edge.fault(this.run.exchange.id, error);
      return;
    }
    const answer = this.run.fail(problem(500, "internal", "Internal error", { close: true }), error);
    if (this.writer.started) this.owner.cut();
    else this.finishWith(answer);
  }

  /** The upstream takes more of the body. */
  bodyWritable(): void {
    if (this.body === null) return;
    this.body.wantsMore = !this.requestComplete;
    this.bodyDeadline();
    this.owner.pump();
  }

  /** More of what the client sent can be taken. */
  pump(): void {
    this.owner.pump();
  }

  /** The client has read what was written. */
  resumeAnswer(): void {
    this.answerRead();
    this.forwarding?.resumeAnswer();
  }

  /** The answer ends with the connection. */
  closeAfter(): void {
    this.keepAlive = false;
  }

  answering(): void {
    if (this.phase === "judging") this.phase = "answering";
  }

  /** From here on the client speaks another protocol; what it said already is given to `early`. */
  openTunnel(early: (bytes: Uint8Array) => void): ClientTunnel {
    this.phase = "tunnel";
    this.owner.deadlineMs = Infinity;
    return this.owner.openTunnel(early);
  }

  /** Passes the client's bytes on through the tunnel. */
  tunnel(bytes: Uint8Array): void {
    this.forwarding?.tunnel?.take("client", bytes);
  }

  /** What is still open of the tunnel after that time is cut. */
  tunnelOver(withinMs: number): void {
    this.owner.deadlineMs = this.edge.sweeper.nowMs + withinMs;
  }

  /** The client's side of the tunnel is over. */
  clientEndedTunnel(): void {
    this.forwarding?.tunnel?.ended("client");
  }

  /** The answer can't be completed: the client must see it break off. */
  cut(): void {
    this.owner.cut();
  }

  /** The gateway is going down: what would go on without end, ends. */
  goAway(): void {
    this.keepAlive = false;
    this.forwarding?.goAway();
  }

  override finishWith(local: LocalAnswer): void {
    if (this.over) return;
    this.forwarding?.abandon();
    const close = local.close || !this.canFollow();
    this.writer.local(local.response, this.run.exchange, !close);
    this.finish(close, { kind: "local" });
  }

  /** The upstream's answer has gone out whole. */
  finishForwarded(status: number): void {
    if (!this.over) this.finish(!this.canFollow(), { kind: "forwarded", status });
  }

  /** Version of HTTP that the client speaks, as records write it. */
  get protocol(): Traffic["protocol"] {
    return this.owner.multiplexed ? "2" : this.minor === 0 ? "1.0" : "1.1";
  }

  /** Of HTTP/1, which decides how the answer may be framed. */
  get minor(): 0 | 1 {
    return this.head?.minor ?? 1;
  }

  /** Whether the bytes after this exchange can be the next request: its own are all taken. */
  canFollow(): boolean {
    return this.owner.multiplexed || (this.keepAlive && (this.requestComplete || this.head?.framing.kind === "none"));
  }

  /** The connection went away before the answer was complete. */
  cutShort(): void {
    const opened = this.phase === "tunnel" && this.writer.status === SWITCHED;
    if (this.run.decided !== null) this.end({ kind: "local" });
    else this.end(opened ? { kind: "forwarded", status: SWITCHED } : { kind: "abandoned" });
    this.forwarding?.abandon();
  }

  private finish(close: boolean, last: Parameters<ExchangeRun["end"]>[0]): void {
    this.end(last);
    this.owner.exchangeOver(close);
  }

  private end(last: Parameters<ExchangeRun["end"]>[0]): void {
    this.over = true;
    this.body?.stop();
    this.body = null;
    this.kept?.release();
    this.edge.counters.inFlight--;
    this.run.end(last, trafficOf(this, this.forwarding, this.requestBytes));
  }
}
