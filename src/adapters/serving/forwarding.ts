/** One exchange's way to the upstream and back: what the upstream answers is judged before its first byte leaves, and passed on with back-pressure. */
import { changedAnswer, guardFields } from "../../engine/answer_fields.ts";
import type { ApiPlan, OperationPlan } from "../../engine/plan.ts";
import type { ExchangeRun, JudgedAnswer } from "../../engine/run.ts";
import { NO_BODY, STREAMED } from "../../kernel/exchange.ts";
import type { Problem } from "../../kernel/problem.ts";
import { MessageFrames } from "../../grpc/message_frames.ts";
import { parseGrpcStatus } from "../../grpc/status.ts";
import type { Fields } from "../../message/headers.ts";
import { isEventStream } from "../../message/event_stream.ts";
import type { RequestHead } from "../../message/request_head.ts";
import type { InformationalEvent, ResponseHeadEvent, SwitchEvent } from "../../message/http1/response_parser.ts";
import type { UpstreamFailure } from "../upstreams/answer_handler.ts";
import { answerFraming } from "./answer_framing.ts";
import type { AnswerFraming } from "./client_answer.ts";
import { CollectedBody } from "./collected_body.ts";
import { LongExchange } from "./long_exchange.ts";
import type { ServedExchange } from "./served_exchange.ts";
import { type SwitchOwner, switchProtocols } from "./switch_protocols.ts";
import { SWITCHED } from "./write_switch.ts";
import {
  BUSY,
  TOO_LARGE_TO_JUDGE,
  TOO_LARGE_TO_PASS,
  TOO_MUCH_KEPT,
  unavailableProblem,
  upstreamProblem,
} from "../upstreams/upstream_problem.ts";
import { type RequestOwner, UpstreamRequest } from "../upstreams/upstream_request.ts";
import type { WebSocketTunnel } from "../websocket/tunnel.ts";

/** Answers that guards judge whole are collected up to this size. */
const MAX_JUDGED_ANSWER_BYTES = 4_194_304;

/** An answer up to here may wait in a client's connection, its exchange being over. */
const READ_AT_ONCE_BYTES = 65_536;

export class Forwarding implements RequestOwner, SwitchOwner {
  readonly request: UpstreamRequest;
  readonly exchange: ServedExchange;
  readonly run: ExchangeRun;
  readonly plan: OperationPlan;
  /** Whether the upstream was let go of: what comes late has no effect. */
  abandoned = false;
  /** What the exchange has become where its connections were switched to another protocol. */
  tunnel: WebSocketTunnel | null = null;
  private readonly api: ApiPlan;
  /** Of the answer, where it is one of gRPC. */
  private readonly messages: MessageFrames | null;
  /** Parts of the answer that wait for its judgement. */
  private judging: CollectedBody | null = null;
  private answerHead: ResponseHeadEvent | null = null;
  private answerEnded = false;
  /** Whether an answer that was judged whole waits for its client to read it. */
  private unread = false;
  /** Of an event stream, or a call of gRPC. */
  private long: LongExchange | null = null;
  private isEndless = false;

  constructor(exchange: ServedExchange, run: ExchangeRun, api: ApiPlan, plan: OperationPlan, head: RequestHead) {
    this.exchange = exchange;
    this.run = run;
    this.api = api;
    this.plan = plan;
    this.messages = plan.grpc === null ? null : new MessageFrames(plan.grpc.maxMessageBytes);
    this.request = new UpstreamRequest(exchange.edge, run, api, plan, head, this);
  }

  /** Lets go of the upstream, whatever state the answer is in. */
  abandon(): void {
    this.abandoned = true;
    this.tunnel?.dispose();
    this.long?.stop();
    this.request.abandon();
  }

  /** The gateway is going down. An event stream breaks off: its client connects again, and comes to another gateway. */
  goAway(): void {
    this.tunnel?.goAway();
    if (this.isEndless) this.exchange.cut();
  }

  /** The client has read what was written. */
  resumeAnswer(): void {
    if (this.unread) this.complete();
    else if (this.tunnel === null) this.request.goOn();
    else this.tunnel.drained("client");
  }

  onBusy(): void {
    this.fail(BUSY, "no connection to the upstream was free in time");
  }

  onUnavailable(againInMs: number | null): void {
    this.fail(unavailableProblem(againInMs), "no target of the upstream may be asked now");
  }

  /** WebSockets, event streams: so many are under way that others would find no connection. */
  refuseLasting(): void {
    this.fail(BUSY, "WebSockets and event streams hold all the connections to the upstream that they may");
  }

  onDrain(): void {
    if (this.tunnel === null) this.exchange.bodyWritable();
    else this.tunnel.drained("server");
  }

  onInformational(_event: InformationalEvent): void {
    // Informational answers other than 100 are not passed on: no client of an API needs them, and 100 is the gateway's own to give.
  }

  onHead(head: ResponseHeadEvent): void {
    this.request.answered(head.status);
    this.answerHead = head;
    if (this.plan.buffersResponse && head.framing.kind !== "none") this.judging = new CollectedBody();
    else this.judge(head, null);
  }

  onData(bytes: Uint8Array): void {
    if (this.tunnel !== null) {
      this.tunnel.take("server", bytes);
      return;
    }
    if (this.messages !== null && this.messages.take(bytes) !== null) {
      const message = `a message of the answer is malformed, or longer than the ${this.plan.grpc?.maxMessageBytes ?? 0} bytes allowed`;
      this.fail(TOO_LARGE_TO_PASS, message);
      return;
    }
    if (this.judging === null) {
      if (!this.exchange.writer.data(bytes)) this.waitForClient();
      return;
    }
    if (this.plan.buffersResponse && this.judging.length + bytes.length > MAX_JUDGED_ANSWER_BYTES)
      this.fail(TOO_LARGE_TO_JUDGE, `the answer is larger than ${MAX_JUDGED_ANSWER_BYTES} bytes`);
    else if (this.exchange.keep(bytes.length)) this.judging.add(this.judging.length === 0 ? Uint8Array.from(bytes) : bytes);
    else this.fail(TOO_MUCH_KEPT, "answers that are kept whole hold all the memory they may");
  }

  onTrailers(fields: Fields): void {
    // Why only there: trailers after a judged body would be an answer that nobody judged (DESIGN section 1.3).
    if (this.plan.grpc === null) return;
    this.run.grpcStatus = parseGrpcStatus(fields.get("grpc-status"));
    this.exchange.writer.trailers(fields);
  }

  onEnd(): void {
    if (this.tunnel !== null) {
      this.tunnel.ended("server");
      return;
    }
    this.answerEnded = true;
    // INVARIANT: from here on the connection is the pool's, also where the answer is still being judged.
    this.request.complete();
    if (this.judging === null) this.complete();
    else if (this.plan.buffersResponse && this.answerHead !== null) this.judge(this.answerHead, this.judging.bytes());
  }

  onFlush(): void {
    if (this.judging === null && this.exchange.writer.started && !this.exchange.writer.flush()) this.waitForClient();
  }

  onUpgrade(head: SwitchEvent, rest: Uint8Array): void {
    this.request.answered(SWITCHED);
    switchProtocols(this, head, rest);
  }

  onBroken(error: unknown): void {
    this.request.release();
    if (!this.abandoned) this.exchange.broke(error);
  }

  onFailure(failure: UpstreamFailure, message: string): void {
    this.request.release();
    if (this.abandoned) return;
    if (this.tunnel !== null) {
      this.tunnel.ended("server");
      return;
    }
    if (!this.request.sendAgain(failure)) this.fail(upstreamProblem(failure), message);
  }

  /** Until the client has read what was written. */
  private waitForClient(): void {
    this.request.stall(() => this.exchange.giveUpUnread());
    this.exchange.answerWaits();
  }

  private judge(head: ResponseHeadEvent, body: Uint8Array | null): void {
    const { run } = this;
    const view = body === null ? (head.framing.kind === "none" ? NO_BODY : STREAMED) : ({ kind: "buffered", bytes: body } as const);
    let judged: ReturnType<ExchangeRun["judgeAnswer"]>;
    try {
      judged = run.judgeAnswer(head.status, head.fields, view);
    } catch (error) {
      this.broke(error);
      return;
    }
    if (judged instanceof Promise) {
      this.judging ??= new CollectedBody();
      this.request.upstream?.pause();
      judged.then((result) => this.judged(head, body, result)).catch((error: unknown) => this.broke(error));
    } else this.judged(head, body, judged);
  }

  private judged(head: ResponseHeadEvent, body: Uint8Array | null, result: JudgedAnswer): void {
    if (this.abandoned) return;
    if (result.stopped !== null) {
      this.exchange.finishWith(result.stopped);
      return;
    }
    const { writer } = this.exchange;
    const parts = this.judging;
    this.judging = null;
    const framing: AnswerFraming = body === null ? answerFraming(head, this.exchange.minor) : { kind: "length", bytes: body.length };
    if (framing.kind === "close") this.exchange.closeAfter();
    const close = !this.exchange.canFollow();
    if (close) this.exchange.closeAfter();
    const changed = changedAnswer(result.changes);
    const set = guardFields(this.run.exchange, changed, close);
    if (this.plan.grpc !== null) {
      // An answer without messages has its status in its head (Trailers-Only).
      this.run.grpcStatus ??= parseGrpcStatus(head.fields.get("grpc-status"));
      writer.expectTrailers();
    }
    if (body === null && !this.answerEnded && isEventStream(head.status, head.fields)) {
      if (!this.request.lasts()) {
        this.refuseLasting();
        return;
      }
      this.endless();
    }
    writer.head(head.status, head.fields, changed, set, framing, this.run.exchange.id);
    if (body !== null) writer.data(body);
    else if (parts !== null) writer.data(parts.bytes());
    if (body !== null && body.length > READ_AT_ONCE_BYTES && !writer.flush()) {
      // Attack: who asks for large answers and reads none would have all of them kept, their exchanges over and counted nowhere.
      this.unread = true;
      // The connection has a copy of its own.
      this.run.exchange.response = { ...this.run.exchange.response, body: NO_BODY };
      this.exchange.answerWaits();
    } else if (this.answerEnded) this.complete();
    else if (parts !== null) {
      writer.flush();
      this.request.upstream?.resume();
    }
    if (this.isEndless && this.exchange.edge.draining) this.goAway();
  }

  /** An event stream lasts as long as it may. */
  private endless(): void {
    this.isEndless = true;
    this.request.upstream?.extendAnswer();
    this.exchange.extendAnswer(this.api.upstream.timeouts.eventStreamMs);
    this.watchOver();
  }

  /** What lasts is judged again meanwhile. */
  watchOver(): void {
    const { exchange, run } = this;
    this.long ??= new LongExchange(exchange.edge, run, { admittedAgain: () => {}, deniedNow: () => exchange.cut() });
  }

  private complete(): void {
    this.long?.stop();
    this.exchange.writer.end();
    this.exchange.finishForwarded(this.request.answerStatus ?? 0);
  }

  broke(error: unknown): void {
    this.request.abandon();
    this.exchange.broke(error);
  }

  /** The answer is of no use, or there is none. */
  fail(failure: Problem, message: string): void {
    this.request.abandon();
    const answer = this.run.failUpstream(failure, message);
    // Why: an answer that breaks off must be seen to break off; the client learns it from the missing end.
    if (this.exchange.writer.started) this.exchange.cut();
    else this.exchange.finishWith(answer);
  }
}
