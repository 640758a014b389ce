/** One exchange's request on its way to the upstream: its head re-made, its body whole or as it comes with back-pressure, and sent once more where that does no harm. */
import { hasStrayContent, upstreamRequest } from "../../engine/forward_fields.ts";
import type { ApiPlan, OperationPlan } from "../../engine/plan.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { TargetState } from "../../balance/target_state.ts";
import { requestHash } from "../../engine/request_hash.ts";
import type { UpstreamGroup, UpstreamTarget } from "../../engine/upstream.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { RequestHead } from "../../message/request_head.ts";
import type { TargetLease } from "./target_lease.ts";
import type { AnswerHandler, UpstreamFailure } from "./answer_handler.ts";
import type { Edge } from "../serving/edge.ts";
import type { UpstreamLink } from "./upstream_link.ts";

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY"]);

/** Failures that happen before the upstream can have done anything that an answer would tell. */
const RETRIED: ReadonlySet<UpstreamFailure> = new Set(["connect", "reset", "stale"]);

export interface RequestOwner extends AnswerHandler {
  /** No connection to the upstream was free in time. */
  onBusy(): void;
  /** None of the API's targets may be asked now; `againInMs`: when one may be, where that is known. */
  onUnavailable(againInMs: number | null): void;
}

export class UpstreamRequest {
  /** The connection it was sent on, until the answer is complete or let go. */
  upstream: UpstreamLink | null = null;
  /** When a connection was asked for last, monotonic. */
  askedMs = 0;
  /** Of its answer; null while its head has not come. */
  answerStatus: number | null = null;
  /** From when a connection was asked for to the head of the answer. */
  answeredInMs: number | null = null;
  /** When the answer was complete, monotonic. */
  endedMs: number | null = null;
  private readonly edge: Edge;
  private readonly run: ExchangeRun;
  private readonly api: ApiPlan;
  private readonly plan: OperationPlan;
  private readonly head: RequestHead;
  private readonly owner: RequestOwner;
  /** Whose request it is. */
  private readonly client: string;
  /** Leaves the queue for a connection, while this stands in it. */
  private leaveQueue: (() => void) | null = null;
  /** Says that the answer waits for its client no more, while it does. */
  private endStall: (() => void) | null = null;
  /** Parts of a streamed body that wait for a connection; null where there are none, or it flows. */
  private unsent: Uint8Array[] | null = null;
  private body: Uint8Array | null = null;
  private framing: BodyFraming;
  private decoded = false;
  /** Whether all of it is kept and sending it twice does no harm. */
  private replayable = false;
  /** Whether it was sent once more because a kept connection was closed. */
  private replayed = false;
  /** Where the API has several targets: the one it is at, and those it was at before. */
  private lease: TargetLease | null = null;
  private tried: readonly TargetState[] = NOWHERE;
  /** Whether a byte of the answer came on the connection that was let go of last. */
  private answerStarted = false;
  /** Whether the answer has waited for its client. */
  private stalled = false;
  /** Whether no other request may follow on the upstream's connection. */
  private alone = false;
  private bodyEnded = false;

  constructor(edge: Edge, run: ExchangeRun, api: ApiPlan, plan: OperationPlan, head: RequestHead, owner: RequestOwner) {
    this.edge = edge;
    this.run = run;
    this.api = api;
    this.plan = plan;
    this.head = head;
    this.framing = head.framing;
    this.owner = owner;
    this.client = toClientKey(run.exchange.client.address);
  }

  /** Sends the request: whole with `body`, or its head only when the body streams (`body` null and a framing other than none). */
  start(body: Uint8Array | null, decoded: boolean): void {
    const streams = body === null && this.head.framing.kind !== "none";
    this.framing = body === null ? this.head.framing : { kind: "length", bytes: body.length };
    this.body = body;
    this.decoded = decoded;
    this.alone = hasStrayContent(this.head.method, this.framing);
    this.bodyEnded = !streams;
    this.replayable = !streams && IDEMPOTENT.has(this.head.method);
    this.unsent = streams ? [] : null;
    const { group } = this.api;
    if (group !== null && !this.choose(group)) {
      this.owner.onUnavailable(this.edge.upstreams.againInMs(group));
      return;
    }
    this.ask(false);
  }

  /** The head of the answer came. */
  answered(status: number): void {
    this.lease?.answered(status);
    this.answerStatus = status;
    this.answeredInMs = this.edge.monotonicMs() - this.askedMs;
  }

  /** Passes on a part of a streamed body. False: wait for `onDrain`. */
  writeBody(view: Uint8Array): boolean {
    if (this.upstream !== null && this.unsent === null) return this.upstream.writePart(view);
    this.unsent?.push(Buffer.from(view));
    return false;
  }

  /** The streamed body is complete. */
  endBody(): void {
    this.bodyEnded = true;
    if (this.upstream === null || this.unsent !== null) return;
    this.upstream.finish();
  }

  /** Sends all of it once more, on a new connection or to another target; false where that could do harm, or was done often enough. */
  sendAgain(failure: UpstreamFailure): boolean {
    if (failure === "stale" && this.replayable && !this.replayed) {
      this.replayed = true;
      this.ask(true);
      return true;
    }
    const { group } = this.api;
    const { lease } = this;
    if (group === null || lease === null) return false;
    if (this.blames(failure)) lease.failed(failure === "connect");
    lease.done();
    const may = RETRIED.has(failure) && this.replayable && !this.answerStarted && this.tried.length < (group.policy.retries?.attempts ?? 0);
    if (!may) return false;
    this.tried = [...this.tried, lease.state];
    if (!this.chooseOther(group)) return false;
    // Why without the target's name: findings may be told to the caller.
    this.run.note("upstream", "upstream.retried", "upstream", "a target gave no answer; the request was sent to another");
    this.ask(false);
    return true;
  }

  /** Reads no more of the answer until its client has read what came; `giveUp` is called where too many others wait so. */
  stall(giveUp: () => void): void {
    if (this.upstream === null) return;
    this.upstream.pause();
    this.stalled = true;
    this.endStall ??= this.edge.pools.stall(this.target, giveUp);
  }

  /** Reads on. */
  goOn(): void {
    this.unstall();
    this.upstream?.resume();
  }

  /** Whether the answer, a WebSocket or an event stream, may hold its connection for long. */
  lasts(): boolean {
    return this.upstream === null || this.edge.pools.lasts(this.target, this.upstream);
  }

  private unstall(): void {
    this.endStall?.();
    this.endStall = null;
  }

  /** The connection is the pool's again, or gone. */
  release(): void {
    this.unstall();
    this.answerStarted = this.upstream?.answerStarted ?? false;
    this.upstream = null;
  }

  /** The answer is whole. */
  complete(): void {
    this.endedMs = this.edge.monotonicMs();
    this.release();
    this.lease?.done();
  }

  /** Lets go of the place in the queue or of the connection, whatever state the answer is in. */
  abandon(): void {
    this.leaveQueue?.();
    this.unstall();
    this.upstream?.abandon();
    this.upstream = null;
    this.unsent = null;
    this.lease?.done();
  }

  /**
   * Whether the target is to blame. Attack: a client that uploads or reads slowly runs into the time limits of a target, or makes it hang up; with a few of those he
   * would switch targets off. So it is not while the client still sends, nor for an answer that had to wait for its client, nor when the whole answer took too long after
   * it had begun. Nor when stale: a server may close a connection that it kept.
   */
  private blames(failure: UpstreamFailure): boolean {
    if (failure === "connect") return true;
    if (failure === "stale" || !this.bodyEnded || this.stalled) return false;
    return failure !== "timeout" || !this.answerStarted || this.edge.monotonicMs() - this.askedMs < this.target.timeouts.totalMs;
  }

  /** Chooses the first target; false where none may be asked. */
  private choose(group: UpstreamGroup): boolean {
    this.lease = this.edge.upstreams.lease(group, this.hash(group), this.client);
    return this.lease !== null;
  }

  /** Chooses one of those that were not tried; false where there is none, or the budget is spent. */
  private chooseOther(group: UpstreamGroup): boolean {
    const lease = this.edge.upstreams.retry(group, this.hash(group), this.tried, this.client);
    if (lease === null) return false;
    this.lease = lease;
    return true;
  }

  private hash({ policy, hashBy }: UpstreamGroup): number {
    return policy.balance === "consistent_hash" ? requestHash(this.run.exchange, hashBy) : 0;
  }

  /** The target that was asked last; null while none was. */
  get asked(): UpstreamTarget | null {
    return this.askedMs === 0 ? null : this.target;
  }

  /** Where it goes. */
  get target(): UpstreamTarget {
    return this.lease === null ? this.api.upstream : this.lease.target;
  }

  private ask(fresh: boolean): void {
    this.askedMs = this.edge.monotonicMs();
    const { address, peerPort, viaProxy } = this.run.exchange.client;
    const take = (upstream: UpstreamLink | null): void => {
      this.leaveQueue = null;
      if (upstream === null) this.owner.onBusy();
      else this.send(upstream);
    };
    // Of a client behind a trusted proxy the port is not known.
    const source = { address, port: viaProxy ? 0 : peerPort };
    this.leaveQueue = this.edge.pools.acquire(this.target, this.client, fresh, take, source);
  }

  private send(upstream: UpstreamLink): void {
    this.upstream = upstream;
    const whole = this.unsent === null;
    const upgrade = this.run.upgrade === this.plan.upgrade ? this.plan.upgrade : null;
    // Why not over HTTP/2: there the frames say where content ends, and other requests are on the same connection.
    if (this.alone && upstream.target.protocol === "http/1.1") upstream.closeAfter();
    try {
      const head = upstreamRequest(this.run, this.api, this.plan, this.framing, this.decoded, this.target);
      upstream.begin({ method: this.head.method, upgrade }, head, this.body, whole, this.owner);
    } catch (error) {
      // INVARIANT: what breaks in one exchange ends that exchange, never the process: who waited for a place is told from a timer.
      upstream.destroy();
      this.owner.onBroken(error);
      return;
    }
    if (whole) return;
    for (const part of this.unsent ?? []) upstream.writePart(part);
    this.unsent = null;
    if (this.bodyEnded) upstream.finish();
    else this.owner.onDrain();
  }
}

const NOWHERE: readonly TargetState[] = Object.freeze([]);
