/** One exchange's request on its way to the upstream: its head re-made, its body whole or as it comes with back-pressure, and sent once more where that does no harm. */
import { hasStrayContent, upstreamRequest } from "../../engine/forward_fields.ts";
import type { ApiPlan, OperationPlan } from "../../engine/plan.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { RequestHead } from "../../message/request_head.ts";
import { CHUNK_END, chunkHead, lastChunk, writeRequestHead } from "../../message/http1/serialise.ts";
import type { AnswerHandler, UpstreamFailure } from "./answer_handler.ts";
import type { Edge } from "../serving/edge.ts";
import { latin1 } from "./latin1.ts";
import type { UpstreamConnection } from "./upstream_connection.ts";

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY"]);
/** Up to here body bytes travel as latin1 text in one write with what precedes them. */
const INLINE_BYTES = 16_384;

export interface RequestOwner extends AnswerHandler {
  /** No connection to the upstream was free in time. */
  onBusy(): void;
}

export class UpstreamRequest {
  /** The connection it was sent on, until the answer is complete or let go. */
  upstream: UpstreamConnection | null = null;
  /** When a connection was asked for last, monotonic. */
  askedMs = 0;
  private readonly edge: Edge;
  private readonly run: ExchangeRun;
  private readonly api: ApiPlan;
  private readonly plan: OperationPlan;
  private readonly head: RequestHead;
  private readonly owner: RequestOwner;
  /** Leaves the queue for a connection, while this stands in it. */
  private leaveQueue: (() => void) | null = null;
  private text = "";
  private largeBody: Uint8Array | null = null;
  /** Parts of a streamed body that wait for a connection; null where the body is in `text` and `largeBody`, or flows. */
  private unsent: (Uint8Array | string)[] | null = null;
  /** Whether all of it is kept, so that it can be sent once more. */
  private replayable = false;
  /** Whether no other request may follow on the upstream's connection. */
  private alone = false;
  private bodyEnded = false;

  constructor(edge: Edge, run: ExchangeRun, api: ApiPlan, plan: OperationPlan, head: RequestHead, owner: RequestOwner) {
    this.edge = edge;
    this.run = run;
    this.api = api;
    this.plan = plan;
    this.head = head;
    this.owner = owner;
  }

  /** Sends the request: whole with `body`, or its head only when the body streams (`body` null and a framing other than none). */
  start(body: Uint8Array | null, decoded: boolean): void {
    const streams = body === null && this.head.framing.kind !== "none";
    const framing = body === null ? this.head.framing : ({ kind: "length", bytes: body.length } as const);
    this.text = writeRequestHead(upstreamRequest(this.run, this.api, this.plan, framing, decoded));
    if (body !== null && body.length > 0) {
      if (body.length <= INLINE_BYTES) this.text += latin1(body, 0, body.length);
      else this.largeBody = body;
    }
    this.alone = hasStrayContent(this.head.method, framing);
    this.bodyEnded = !streams;
    this.replayable = !streams && IDEMPOTENT.has(this.head.method);
    this.unsent = streams ? [] : null;
    this.ask(false);
  }

  /** Passes on a part of a streamed body. False: wait for `onDrain`. */
  writeBody(view: Uint8Array): boolean {
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

  /** The streamed body is complete. */
  endBody(): void {
    this.bodyEnded = true;
    if (this.upstream === null || this.unsent !== null) return;
    this.finish(this.upstream);
  }

  /** Sends all of it once more, on a new connection; false where that could do harm, or was done already. */
  sendAgain(failure: UpstreamFailure): boolean {
    if (failure !== "stale" || !this.replayable) return false;
    this.replayable = false;
    this.ask(true);
    return true;
  }

  /** The connection is the pool's again, or gone. */
  release(): void {
    this.upstream = null;
  }

  /** Lets go of the place in the queue or of the connection, whatever state the answer is in. */
  abandon(): void {
    this.leaveQueue?.();
    this.upstream?.abandon();
    this.upstream = null;
    this.unsent = null;
  }

  private ask(fresh: boolean): void {
    this.askedMs = this.edge.monotonicMs();
    const client = toClientKey(this.run.exchange.client.address);
    this.leaveQueue = this.edge.pools.acquire(this.api.upstream, client, fresh, (upstream) => {
      this.leaveQueue = null;
      if (upstream === null) this.owner.onBusy();
      else this.send(upstream);
    });
  }

  private send(upstream: UpstreamConnection): void {
    this.upstream = upstream;
    const whole = this.unsent === null;
    const upgrade = this.run.upgrade === this.plan.upgrade ? this.plan.upgrade : null;
    if (this.alone) upstream.closeAfter();
    upstream.send({ method: this.head.method, upgrade }, this.text, whole, this.owner);
    if (this.largeBody !== null) upstream.write(this.largeBody);
    if (whole) return;
    for (const part of this.unsent ?? []) upstream.write(part);
    this.unsent = null;
    if (this.bodyEnded) this.finish(upstream);
    else this.owner.onDrain();
  }

  private finish(upstream: UpstreamConnection): void {
    if (this.head.framing.kind === "chunked") upstream.write(lastChunk());
    upstream.endRequest();
  }
}
