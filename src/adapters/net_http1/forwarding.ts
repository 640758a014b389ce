/** One exchange's way to the upstream and back: head re-made, body passed on with back-pressure, answer judged before its first byte leaves. */
import type { ApiPlan, OperationPlan } from "../../engine/plan.ts";
import { answerDrops, answerFields, hasStrayContent, upstreamRequest } from "../../engine/forward_fields.ts";
import type { ExchangeRun, JudgedAnswer } from "../../engine/run.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { problem } from "../../kernel/problem.ts";
import type { RequestHeadEvent as RequestHead } from "../../message/http1/request_parser.ts";
import type { InformationalEvent, ResponseHeadEvent, SwitchEvent } from "../../message/http1/response_parser.ts";
import { CHUNK_END, chunkHead, lastChunk, writeRequestHead } from "../../message/http1/serialise.ts";
import type { AnswerFraming } from "./answer_writer.ts";
import { CollectedBody } from "./collected_body.ts";
import { latin1 } from "./latin1.ts";
import type { ServerConnection } from "./server_connection.ts";
import { upstreamProblem } from "./upstream_problem.ts";
import type { AnswerHandler, UpstreamConnection, UpstreamFailure } from "./upstream_connection.ts";

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY"]);
const INLINE_BYTES = 16_384;
/** Answers that guards judge whole are collected up to this size. */
const MAX_JUDGED_ANSWER_BYTES = 4_194_304;

export class Forwarding implements AnswerHandler {
  upstreamStatus: number | null = null;
  upstreamMs: number | null = null;
  private readonly connection: ServerConnection;
  private readonly run: ExchangeRun;
  private readonly api: ApiPlan;
  private readonly plan: OperationPlan;
  private readonly head: RequestHead;
  private upstream: UpstreamConnection | null = null;
  /** Leaves the queue for a connection, while this stands in it. */
  private leaveQueue: (() => void) | null = null;
  private requestText = "";
  private replayable = false;
  /** Whether no other request may follow on the upstream's connection. */
  private alone = false;
  private retried = false;
  private bodyEnded = false;
  private askedMs = 0;
  private abandoned = false;
  /** Parts of a streamed request body that wait for a connection. */
  private unsent: (Uint8Array | string)[] | null = null;
  /** Parts of the answer that wait for its judgement. */
  private judging: CollectedBody | null = null;
  private answerHead: ResponseHeadEvent | null = null;
  private answerEnded = false;
  private largeBody: Uint8Array | null = null;
  private tunnelling = false;

  constructor(connection: ServerConnection, run: ExchangeRun, api: ApiPlan, plan: OperationPlan, head: RequestHead) {
    this.connection = connection;
    this.run = run;
    this.api = api;
    this.plan = plan;
    this.head = head;
  }

  /** Sends the request: whole with `body`, or its head only when the body streams (`body` null and a framing other than none). */
  start(body: Uint8Array | null, decoded: boolean): void {
    const streams = body === null && this.head.framing.kind !== "none";
    const framing = body === null ? this.head.framing : ({ kind: "length", bytes: body.length } as const);
    this.requestText = writeRequestHead(upstreamRequest(this.run, this.api, this.plan, framing, decoded));
    if (body !== null && body.length > 0) {
      if (body.length <= INLINE_BYTES) this.requestText += latin1(body, 0, body.length);
      else this.largeBody = body;
    }
    this.alone = hasStrayContent(this.head.method, framing);
    this.bodyEnded = !streams;
    this.replayable = !streams;
    this.unsent = streams ? [] : null;
    this.ask(false);
  }

  /** Passes on a part of a streamed body. False: wait until the connection's `pump` is called again. */
  writeBody(view: Uint8Array): boolean {
    if (this.abandoned) return true;
    const chunked = this.head.framing.kind === "chunked";
    if (this.upstream === null || this.unsent !== null) {
      this.unsent?.push(...(chunked ? [chunkHead(view.length), Buffer.from(view), CHUNK_END] : [Buffer.from(view)]));
      return false;
    }
    if (!chunked) return this.upstream.write(view);
    // Why: three writes a chunk would make chunks of one byte three times as dear.
    if (view.length <= INLINE_BYTES) return this.upstream.write(chunkHead(view.length) + latin1(view, 0, view.length) + CHUNK_END);
    this.upstream.write(chunkHead(view.length));
    this.upstream.write(view);
    return this.upstream.write(CHUNK_END);
  }

  endBody(): void {
    this.bodyEnded = true;
    if (this.upstream === null || this.unsent !== null) return;
    this.finishRequest(this.upstream);
  }

  /** Lets go of the upstream, whatever state the answer is in. */
  abandon(): void {
    this.abandoned = true;
    this.leaveQueue?.();
    this.upstream?.abandon();
    this.upstream = null;
  }

  resumeAnswer(): void {
    this.upstream?.resume();
  }

  /** Client bytes of an upgraded connection. False: the upstream reads slower. */
  tunnel(chunk: Uint8Array): boolean {
    return this.upstream?.write(chunk) ?? true;
  }

  private ask(fresh: boolean): void {
    this.askedMs = this.connection.edge.monotonicMs();
    this.leaveQueue = this.connection.edge.pools.acquire(
      this.api.upstream,
      toClientKey(this.run.exchange.client.address),
      fresh,
      (upstream) => {
        this.leaveQueue = null;
        if (upstream === null) this.fail("upstream_busy", 503, "The API is busy", "no connection to the upstream was free in time");
        else this.send(upstream);
      },
    );
  }

  private send(upstream: UpstreamConnection): void {
    this.upstream = upstream;
    const whole = this.unsent === null;
    const upgrade = this.run.upgrade === this.plan.upgrade ? this.plan.upgrade : null;
    if (this.alone) upstream.closeAfter();
    upstream.send({ method: this.head.method, upgrade }, this.requestText, whole, this);
    if (this.largeBody !== null) upstream.write(this.largeBody);
    if (whole) return;
    for (const part of this.unsent ?? []) upstream.write(part);
    this.unsent = null;
    if (this.bodyEnded) this.finishRequest(upstream);
    else this.onDrain();
  }

  private finishRequest(upstream: UpstreamConnection): void {
    if (this.head.framing.kind === "chunked") upstream.write(lastChunk());
    upstream.endRequest();
  }

  onDrain(): void {
    if (this.tunnelling) this.connection.socket.resume();
    else this.connection.bodyWritable();
  }

  onInformational(_event: InformationalEvent): void {
    // Informational answers other than 100 are not passed on: no client of an API needs them, and 100 is the gateway's own to give.
  }

  onHead(head: ResponseHeadEvent): void {
    this.upstreamStatus = head.status;
    this.upstreamMs = this.connection.edge.monotonicMs() - this.askedMs;
    this.answerHead = head;
    if (this.plan.buffersResponse && head.framing.kind !== "none") this.judging = new CollectedBody();
    else this.judge(head, null);
  }

  onData(bytes: Uint8Array): void {
    if (this.tunnelling) {
      if (!this.connection.socket.write(Buffer.from(bytes))) this.upstream?.pause();
      return;
    }
    if (this.judging === null) {
      if (!this.connection.writer.data(bytes)) this.upstream?.pause();
      return;
    }
    if (this.plan.buffersResponse && this.judging.length + bytes.length > MAX_JUDGED_ANSWER_BYTES) {
      this.fail(
        "answer_too_large",
        502,
        "The API's answer is too large to be judged",
        `the answer is larger than ${MAX_JUDGED_ANSWER_BYTES} bytes`,
      );
    } else this.judging.add(this.judging.length === 0 ? Uint8Array.from(bytes) : bytes);
  }

  onEnd(): void {
    if (this.tunnelling) {
      this.connection.endTunnel();
      return;
    }
    this.answerEnded = true;
    // INVARIANT: from here on the connection is the pool's, also where the answer is still being judged.
    this.upstream = null;
    if (this.judging === null) this.complete();
    else if (this.plan.buffersResponse && this.answerHead !== null) this.judge(this.answerHead, this.judging.bytes());
  }

  onFlush(): void {
    if (this.judging === null && this.connection.writer.started && !this.connection.writer.flush()) this.upstream?.pause();
  }

  onUpgrade(head: SwitchEvent, rest: Uint8Array): void {
    this.upstreamStatus = 101;
    this.upstreamMs = this.connection.edge.monotonicMs() - this.askedMs;
    const fields = [
      ["connection", "Upgrade"],
      ["upgrade", head.protocol],
    ] as const;
    this.connection.writer.head(101, head.fields, answerDrops([]), fields, NOTHING_FOLLOWS, this.run.exchange.id);
    this.connection.writer.flush();
    this.tunnelling = true;
    this.connection.tunnelling((bytes) => void this.upstream?.write(bytes));
    if (rest.length > 0) this.connection.socket.write(Buffer.from(rest));
  }

  onBroken(error: unknown): void {
    this.upstream = null;
    if (!this.abandoned) this.connection.exchangeBroke(this.run, error);
  }

  onFailure(failure: UpstreamFailure, message: string): void {
    this.upstream = null;
    if (this.abandoned) return;
    if (this.tunnelling) {
      this.connection.endTunnel();
      return;
    }
    if (failure === "stale" && this.replayable && !this.retried && IDEMPOTENT.has(this.head.method)) {
      this.retried = true;
      this.ask(true);
      return;
    }
    const { status, code, title } = upstreamProblem(failure);
    this.fail(code, status, title, message);
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
      this.upstream?.pause();
      judged.then((result) => this.judged(head, body, result)).catch((error: unknown) => this.broke(error));
    } else this.judged(head, body, judged);
  }

  private judged(head: ResponseHeadEvent, body: Uint8Array | null, result: JudgedAnswer): void {
    if (this.abandoned) return;
    if (result.stopped !== null) {
      this.connection.finishWith(result.stopped);
      return;
    }
    const { writer } = this.connection;
    const parts = this.judging;
    this.judging = null;
    const framing: AnswerFraming = body === null ? this.framingFor(head) : { kind: "length", bytes: body.length };
    if (framing.kind === "close") this.connection.closeAfter();
    const close = !this.connection.canFollow();
    if (close) this.connection.closeAfter();
    const set = answerFields(this.run, result.changes, close);
    writer.head(head.status, head.fields, answerDrops(result.changes), set, framing, this.run.exchange.id);
    if (body !== null) writer.data(body);
    else if (parts !== null) writer.data(parts.bytes());
    if (this.answerEnded) this.complete();
    else if (parts !== null) {
      writer.flush();
      this.upstream?.resume();
    }
  }

  private framingFor(head: ResponseHeadEvent): AnswerFraming {
    const old = this.connection.writer.minor === 0;
    // For HEAD and 304 nothing follows, but what a GET would have been framed by is told.
    if (head.framing.kind === "none")
      return head.status === 204 || (old && head.declared.kind === "chunked") ? NOTHING_FOLLOWS : head.declared;
    if (head.framing.kind === "length") return head.framing;
    return old ? CLOSE : CHUNKED;
  }

  private complete(): void {
    this.connection.writer.end();
    this.connection.finishForwarded(this.upstreamStatus ?? 0);
  }

  private broke(error: unknown): void {
    this.upstream?.abandon();
    this.upstream = null;
    this.connection.exchangeBroke(this.run, error);
  }

  private fail(code: string, status: number, title: string, message: string): void {
    this.upstream?.abandon();
    this.upstream = null;
    const answer = this.run.failUpstream(problem(status, code, title), message);
    // Why: an answer that breaks off must be seen to break off; the client learns it from the missing end.
    if (this.connection.writer.started) this.connection.socket.destroy();
    else this.connection.finishWith(answer);
  }
}

const NOTHING_FOLLOWS: AnswerFraming = Object.freeze({ kind: "none" });
const CHUNKED: AnswerFraming = Object.freeze({ kind: "chunked" });
const CLOSE: AnswerFraming = Object.freeze({ kind: "close" });
const NO_BODY = Object.freeze({ kind: "none" } as const);
const STREAMED = Object.freeze({ kind: "streamed" } as const);
