/** One request at an upstream of HTTP/2, on a stream of a shared connection: the same events as those of an HTTP/1.1 connection, trailers besides. */
import http2 from "node:http2";
import { toErrorText } from "../../codec/thrown.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { ResponseExpectation } from "../../message/http1/response_parser.ts";
import type { RequestHead } from "../../message/http1/serialise.ts";
import { readAnswerFields, readHttp2Answer } from "../../message/http2/answer_head.ts";
import { Fields } from "../../message/headers.ts";
import { toHttp2Request } from "../../message/http2/upstream_fields.ts";
import type { AnswerHandler, UpstreamFailure } from "../upstreams/answer_handler.ts";
import { TimedLink } from "../upstreams/timed_link.ts";
import type { UpstreamEnvironment } from "../upstreams/upstream_environment.ts";
import type { UpstreamLink } from "../upstreams/upstream_link.ts";
import type { UpstreamSession } from "./upstream_session.ts";

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

export class UpstreamStream extends TimedLink implements UpstreamLink {
  readonly reused: boolean = false;
  private readonly session: UpstreamSession;
  private readonly onGone: (link: UpstreamStream) => void;
  private handler: AnswerHandler | null = null;
  private stream: http2.ClientHttp2Stream | null = null;
  private giveBack: (() => void) | null = null;
  /** Parts of the body that came before the connection was there. */
  private early: Uint8Array[] = [];
  private requestEnded = false;
  private answerEnded = false;
  private informational = 0;
  /** Content that the answer's head announced and that has not come; null where it announced no length. */
  private left: number | null = null;
  private gone = false;

  /** `onGone`: the link is over, whatever became of its request; it serves one. */
  constructor(session: UpstreamSession, target: UpstreamTarget, environment: UpstreamEnvironment, onGone: (link: UpstreamStream) => void) {
    super(target, environment, Infinity);
    this.session = session;
    this.onGone = onGone;
    environment.sweeper.add(this);
  }

  get remoteAddress(): string | undefined {
    return this.session.remoteAddress;
  }

  begin(due: ResponseExpectation, head: RequestHead, body: Uint8Array | null, whole: boolean, handler: AnswerHandler): void {
    const list = toHttp2Request(head, this.target.scheme, true);
    this.handler = handler;
    this.requestEnded = whole;
    this.asked();
    this.deadlineMs = Math.min(this.wholeDueMs, this.environment.sweeper.nowMs + this.target.timeouts.connectMs);
    this.giveBack = this.session.take((session, message) => {
      if (session === null) this.failed("connect", message);
      else if (!this.gone) this.open(session, list, due.method, body);
    });
  }

  writePart(view: Uint8Array): boolean {
    // Why the copy: the view is the client's read, and the protocol library keeps what it can't send yet.
    const part = Buffer.from(view);
    if (this.stream === null) {
      this.early.push(part);
      return false;
    }
    const flows = this.stream.write(part);
    if (!flows) this.awaitAnswer(true);
    return flows;
  }

  finish(): void {
    this.requestEnded = true;
    if (this.stream !== null) this.awaitAnswer(true);
    this.stream?.end();
    this.settle();
  }

  write(): boolean {
    throw new Error("an HTTP/2 upstream is asked for no upgrade");
  }

  endTunnel(): void {
    this.destroy();
  }

  closeAfter(): void {
    this.session.retire();
  }

  pause(): void {
    this.stream?.pause();
  }

  resume(): void {
    this.stream?.resume();
  }

  abandon(): void {
    this.handler = null;
    this.destroy();
  }

  destroy(): void {
    const { stream } = this;
    this.over();
    if (stream === null || stream.closed) return;
    if (!this.answerEnded || !this.requestEnded) this.session.gaveUp();
    stream.close(this.answerEnded ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL);
  }

  onDeadline(nowMs: number): void {
    if (this.stream?.isPaused() === true && nowMs < this.wholeDueMs) this.awaitMore();
    else if (this.stream === null) this.failed("connect", "the upstream did not accept a connection in time");
    else this.failed("timeout", "the upstream did not answer in time");
  }

  private open(session: http2.ClientHttp2Session, list: string[], method: string, body: Uint8Array | null): void {
    const bodiless = this.requestEnded && this.early.length === 0 && (body === null || body.length === 0);
    let stream: http2.ClientHttp2Stream;
    try {
      stream = session.request(list, { endStream: bodiless });
    } catch (error) {
      // It was closed at this very moment.
      this.failed("reset", toErrorText(error));
      return;
    }
    this.stream = stream;
    this.awaitAnswer(this.requestEnded);
    stream.on("response", (_headers, flags, raw) => this.tell(() => this.head(raw ?? [], flags, method)));
    stream.on("headers", () => this.tell(() => this.interim()));
    stream.on("data", (chunk: Buffer) => this.tell((handler) => this.data(handler, chunk)));
    stream.on("trailers", (_headers, _flags, raw) => this.tell((handler) => this.trailers(handler, raw ?? [])));
    stream.on("end", () => this.tell((handler) => this.ended(handler)));
    stream.on("drain", () => {
      if (!this.requestEnded) this.awaitAnswer(false);
      this.tell((handler) => handler.onDrain());
    });
    stream.on("error", (error) => this.failed(this.failureOf(stream), error.message));
    stream.on("close", () => this.failed(this.failureOf(stream), "the upstream closed the stream before its answer was complete"));
    if (bodiless) return;
    if (body !== null) stream.write(body);
    for (const part of this.early.splice(0)) stream.write(part);
    if (this.requestEnded) stream.end();
    else this.tell((handler) => handler.onDrain());
  }

  private head(raw: readonly string[], flags: number, method: string): void {
    const event = readHttp2Answer(raw, (flags & NGHTTP2_FLAG_END_STREAM) !== 0, method, this.environment.limits);
    if (event.kind === "refuse") {
      this.failed("ambiguous", event.message);
      return;
    }
    this.progress();
    const { framing } = event;
    this.left = framing.kind === "length" ? framing.bytes : framing.kind === "none" ? 0 : null;
    this.handler?.onHead(event);
    this.handler?.onFlush();
  }

  private interim(): void {
    this.informational++;
    if (this.informational > this.environment.limits.informationalCount)
      this.failed("ambiguous", "too many informational responses came before the final one");
  }

  private data(handler: AnswerHandler, chunk: Buffer): void {
    this.progress();
    if (this.left !== null) {
      this.left -= chunk.length;
      if (this.left < 0) {
        this.failed("ambiguous", "the answer is longer than its content-length");
        return;
      }
    }
    handler.onData(chunk);
    handler.onFlush();
  }

  private trailers(handler: AnswerHandler, raw: readonly string[]): void {
    const fields = readAnswerFields(raw, 0, this.environment.limits);
    if (fields instanceof Fields) handler.onTrailers(fields);
    else this.failed("ambiguous", fields.message);
  }

  private ended(handler: AnswerHandler): void {
    // A stream that was reset ends too.
    if (this.stream?.rstCode !== NGHTTP2_NO_ERROR || !this.answerStarted) return;
    // Attack: cut short by a reset with NO_ERROR, the answer would leave as whole, and the next on a client's connection be read as the rest of this one.
    if (this.left !== null && this.left > 0) {
      this.failed("reset", "the upstream closed the stream before its answer was complete");
      return;
    }
    this.answerEnded = true;
    this.handler = null;
    handler.onEnd();
    this.settle();
  }

  private progress(): void {
    this.answerStarted = true;
    this.awaitMore();
  }

  /** After the answer is complete nothing of the request is wanted any more. */
  private settle(): void {
    if (this.answerEnded) this.destroy();
  }

  /** RFC 9113 section 8.7: a refused stream was not worked on, so that it may be sent again. */
  private failureOf({ rstCode }: http2.ClientHttp2Stream): UpstreamFailure {
    return rstCode === NGHTTP2_REFUSED_STREAM && !this.answerStarted ? "stale" : "reset";
  }

  /** INVARIANT: what breaks in one exchange ends that exchange, never the process. */
  private tell(event: (handler: AnswerHandler) => void): void {
    const { handler } = this;
    if (handler === null) return;
    try {
      event(handler);
    } catch (error) {
      this.handler = null;
      this.destroy();
      handler.onBroken(error);
    }
  }

  private failed(failure: UpstreamFailure, message: string): void {
    const { handler } = this;
    this.handler = null;
    this.destroy();
    if (handler === null) return;
    try {
      handler.onFailure(failure, message);
    } catch (error) {
      handler.onBroken(error);
    }
  }

  private over(): void {
    if (this.gone) return;
    this.gone = true;
    this.environment.sweeper.delete(this);
    this.giveBack?.();
    this.onGone(this);
  }
}
