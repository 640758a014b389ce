/** The answer on one HTTP/1.1 connection to an upstream: bytes become events of the strict codec (RFC 9112), told to whoever waits for them. A base, as `TimedLink` is. */
import type net from "node:net";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { ResponseParser } from "../../message/http1/response_parser.ts";
import type { AnswerHandler, UpstreamFailure } from "../upstreams/answer_handler.ts";
import { TimedLink } from "../upstreams/timed_link.ts";
import type { UpstreamEnvironment } from "../upstreams/upstream_environment.ts";
import { latin1 } from "./latin1.ts";
import type { TurnReads } from "./turn_reads.ts";

export abstract class AnsweredLink extends TimedLink {
  abstract readonly socket: net.Socket;
  protected abstract readonly reads: TurnReads;
  protected readonly parser: ResponseParser;
  /** Null while nobody waits. */
  protected handler: AnswerHandler | null = null;
  protected answerEnded = false;
  /** Whether the upstream lets the connection live after the answer. */
  protected reusable = true;
  protected upgraded = false;
  protected gone = false;

  constructor(target: UpstreamTarget, environment: UpstreamEnvironment, deadlineMs: number) {
    super(target, environment, deadlineMs);
    this.parser = new ResponseParser(environment.limits, true, latin1);
  }

  abstract get reused(): boolean;
  abstract destroy(): void;
  /** Called after each read: the answer may be complete. */
  protected abstract settle(): void;

  protected received(bytes: Uint8Array): void {
    const { handler } = this;
    if (this.upgraded) {
      handler?.onData(bytes);
      this.reads.took(bytes.length);
      return;
    }
    if (handler === null || this.answerEnded) {
      // INVARIANT: bytes that no request asked for end the connection; they must never become the answer to the next one (response splitting).
      this.destroy();
      return;
    }
    // The same where the request is still here: it was taken in this turn of the loop, and these bytes came before.
    if (this.socket.writableCorked > 0 && !this.answerStarted) {
      this.failed("reset", "the upstream sent bytes before it was asked");
      return;
    }
    this.answerStarted = true;
    this.awaitMore();
    this.parser.feed(bytes);
    try {
      this.drainParser(handler);
      handler.onFlush();
    } catch (error) {
      this.broke(handler, error);
      return;
    }
    // INVARIANT: one whose answer is complete is read on, so that bytes after it are seen before the next request is sent.
    if (!this.answerEnded) this.reads.took(bytes.length);
    this.settle();
  }

  private drainParser(handler: AnswerHandler): void {
    for (;;) {
      const event = this.parser.next();
      if (event === null || this.gone) return;
      switch (event.kind) {
        case "informational":
          handler.onInformational(event);
          break;
        case "switch":
          this.upgraded = true;
          this.deadlineMs = Infinity;
          handler.onUpgrade(event, this.parser.takeRest());
          return;
        case "head":
          this.reusable = event.keepAlive;
          handler.onHead(event);
          break;
        case "data":
          handler.onData(event.bytes);
          break;
        case "end":
          this.answerEnded = true;
          handler.onEnd();
          break;
        case "refuse":
          this.failed("ambiguous", event.message);
          return;
      }
    }
  }

  protected ended(): void {
    const { handler } = this;
    if (handler === null || this.answerEnded) {
      this.destroy();
      return;
    }
    if (this.upgraded) {
      handler.onEnd();
      this.destroy();
      return;
    }
    const event = this.parser.finish();
    if (event !== null && event.kind === "end") {
      this.answerEnded = true;
      this.reusable = false;
      try {
        handler.onEnd();
        handler.onFlush();
      } catch (error) {
        this.broke(handler, error);
        return;
      }
      this.settle();
      return;
    }
    this.failed("reset", "the upstream closed the connection before its answer was complete");
  }

  protected failed(failure: UpstreamFailure, message: string): void {
    const { handler } = this;
    this.handler = null;
    const stale = failure === "reset" && !this.answerStarted && this.reused;
    this.destroy();
    // After a whole answer the fault is the connection's alone: bytes that nobody asked for (response queue poisoning) end it.
    if (!this.answerEnded && handler !== null) tellFailure(handler, stale ? "stale" : failure, message);
  }

  // INVARIANT: what breaks in one exchange ends that exchange, never the process.
  protected broke(handler: AnswerHandler, error: unknown): void {
    this.handler = null;
    this.destroy();
    handler.onBroken(error);
  }
}

/** INVARIANT: what breaks in one exchange ends that exchange, never the process. */
export function tellFailure(handler: AnswerHandler, failure: UpstreamFailure, message: string): void {
  try {
    handler.onFailure(failure, message);
  } catch (error) {
    handler.onBroken(error);
  }
}
