/** One HTTP/1.1 connection to an upstream: a request goes out as bytes, and once its answer (`AnsweredLink`) is complete the connection may take another. */
import type net from "node:net";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { ResponseExpectation } from "../../message/http1/response_parser.ts";
import { type RequestHead, writeRequestHead } from "../../message/http1/serialise.ts";
import type { ProxyEnd } from "../../message/proxy_protocol/proxy_header.ts";
import type { UpstreamLink } from "../upstreams/upstream_link.ts";
import type { AnswerHandler } from "../upstreams/answer_handler.ts";
import { AnsweredLink, tellFailure } from "./answered_link.ts";
import { TurnReads } from "./turn_reads.ts";
import { latin1 } from "./latin1.ts";
import { INLINE_BYTES, RequestContent } from "./request_content.ts";
import { writeThisTurn } from "./turn_writes.ts";
import type { UpstreamEnvironment } from "../upstreams/upstream_environment.ts";
import { connectUpstream } from "../upstreams/upstream_socket.ts";

/** Below the keep-alive time of most servers (Node: 5 s), so that we close first and no request meets a closing connection. */
const IDLE_MS = 4_000;
/** How long an upgraded connection is kept for the upstream to end it, once we have. */
const TUNNEL_END_MS = 1_000;

export class UpstreamConnection extends AnsweredLink implements UpstreamLink {
  readonly socket: net.Socket;
  private readonly onIdle: (connection: UpstreamConnection) => void;
  private readonly onGone: (connection: UpstreamConnection) => void;
  private connected = false;
  private served = 0;
  private requestEnded = false;
  private last = false;
  private readonly content: RequestContent;
  protected readonly reads: TurnReads;
  /** Nothing more is sent; it goes on only until the upstream ends its side. */
  private leaving = false;

  /** `source`: the client it is opened for, which a target with `proxyProtocol` is told of. */
  constructor(
    target: UpstreamTarget,
    environment: UpstreamEnvironment,
    onIdle: (connection: UpstreamConnection) => void,
    onGone: (connection: UpstreamConnection) => void,
    source: ProxyEnd | null = null,
  ) {
    super(target, environment, environment.sweeper.nowMs + target.timeouts.connectMs);
    this.onIdle = onIdle;
    this.onGone = onGone;
    this.socket = connectUpstream(
      target,
      environment.lookup,
      () => this.ready(),
      (bytes) => this.received(bytes),
      source,
    );
    this.content = new RequestContent(this.socket);
    this.reads = new TurnReads(this.socket);
    // Why: what the header says holds for one client, and the next request may be another's.
    this.last = target.proxyProtocol !== null;
    this.socket.setNoDelay(true);
    this.socket.on("error", (error) => this.failed(this.connected ? "reset" : "connect", error.message));
    this.socket.on("end", () => this.ended());
    this.socket.on("close", () => this.closed());
    this.socket.on("drain", () => this.drained());
    environment.sweeper.add(this);
  }

  begin(due: ResponseExpectation, head: RequestHead, body: Uint8Array | null, whole: boolean, handler: AnswerHandler): void {
    const inline = body !== null && body.length <= INLINE_BYTES;
    const text = writeRequestHead(head);
    this.content.begin(head.framing.kind === "chunked");
    this.send(due, inline ? text + latin1(body, 0, body.length) : text, whole, handler);
    if (body !== null && !inline) this.socket.write(body);
  }

  private send(due: ResponseExpectation, bytes: string, ended: boolean, handler: AnswerHandler): void {
    this.handler = handler;
    this.answerStarted = false;
    this.answerEnded = false;
    this.requestEnded = ended;
    this.parser.expect(due);
    this.asked();
    if (this.connected) this.awaitAnswer(ended);
    writeThisTurn(this.socket, bytes);
  }

  closeAfter(): void {
    this.last = true;
  }

  writePart(view: Uint8Array): boolean {
    const flows = this.content.part(view);
    // The upstream has to read on in time.
    if (!flows && this.connected) this.awaitAnswer(true);
    return flows;
  }

  finish(): void {
    this.content.end();
    this.requestEnded = true;
    if (this.connected) this.awaitAnswer(true);
    this.settle();
  }

  write(bytes: Uint8Array): boolean {
    return this.socket.write(bytes);
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** Whether a request on this connection follows another, so that the upstream may have closed it meanwhile. */
  get reused(): boolean {
    return this.served > 0;
  }

  pause(): void {
    this.reads.pause();
  }

  resume(): void {
    this.reads.resume();
  }

  endTunnel(): void {
    this.leaving = true;
    this.deadlineMs = this.environment.sweeper.nowMs + TUNNEL_END_MS;
    this.socket.end();
  }

  /** Lets go of the answer, whatever state it is in; the connection is closed unless it is complete. */
  abandon(): void {
    this.handler = null;
    if (this.leaving) return;
    if (!(this.answerEnded && this.requestEnded)) this.destroy();
  }

  destroy(): void {
    this.content.drop();
    this.socket.destroy();
    this.closed();
  }

  onDeadline(nowMs: number): void {
    if (this.handler === null) this.destroy();
    // Why: an upstream that is not read because the client is slow does nothing wrong; the time for the whole answer still runs.
    else if (this.reads.isPaused && nowMs < this.wholeDueMs) this.awaitMore();
    else
      this.failed(
        this.connected ? "timeout" : "connect",
        this.connected ? "the upstream did not answer in time" : "the upstream did not accept a connection in time",
      );
  }

  private ready(): void {
    this.connected = true;
    this.awaitAnswer(this.handler === null || this.requestEnded);
  }

  /**
   * After the answer is complete: back to the pool, unless the request was cut short or the upstream said close. Attack: an upstream that answers early and leaves the
   * rest of the content unread would take it for the next request, so what has not left yet counts as cut short.
   */
  protected settle(): void {
    if (!this.answerEnded || this.gone) return;
    const sent = this.requestEnded && this.socket.writableLength === 0;
    const clean = sent && this.reusable && !this.last && this.parser.idle;
    this.handler = null;
    if (!clean) {
      this.destroy();
      return;
    }
    this.served++;
    // Why: whoever took this answer may have paused it and be gone; the next one must not wait for ever.
    this.reads.resume();
    this.wholeDueMs = Infinity;
    this.deadlineMs = this.environment.sweeper.nowMs + IDLE_MS;
    this.onIdle(this);
  }

  private closed(): void {
    if (this.gone) return;
    this.gone = true;
    this.environment.sweeper.delete(this);
    this.onGone(this);
    const { handler } = this;
    this.handler = null;
    if (handler !== null && !this.answerEnded)
      tellFailure(handler, this.answerStarted ? "reset" : this.reused ? "stale" : "reset", "the upstream closed the connection");
  }

  private drained(): void {
    const { handler } = this;
    if (handler !== null && !this.requestEnded && this.connected) this.awaitAnswer(false);
    try {
      handler?.onDrain();
    } catch (error) {
      if (handler !== null) this.broke(handler, error);
    }
  }
}
