/**
 * How long an upstream may take for its answer, whatever protocol it speaks: to begin once it is its turn, between two bytes, and in all. A base and no part of a link:
 * there is one for every request over HTTP/2.
 */
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { Deadlined } from "../sweeper.ts";
import type { UpstreamEnvironment } from "./upstream_environment.ts";

export abstract class TimedLink implements Deadlined {
  deadlineMs: number;
  sweepSlot = -1;
  readonly target: UpstreamTarget;
  /** Whether a byte of the answer to the request that was sent last has come. */
  answerStarted = false;
  protected readonly environment: UpstreamEnvironment;
  /** When the answer must be whole; Infinity while none is waited for. */
  protected wholeDueMs: number = Infinity;

  /** `deadlineMs`: until a request is sent. */
  constructor(target: UpstreamTarget, environment: UpstreamEnvironment, deadlineMs: number) {
    this.target = target;
    this.environment = environment;
    this.deadlineMs = deadlineMs;
  }

  abstract onDeadline(nowMs: number): void;

  /** The answer is a stream of events: from now on it may last as long as those may. */
  extendAnswer(): void {
    this.wholeDueMs = this.environment.sweeper.nowMs + this.target.timeouts.eventStreamMs;
    this.awaitMore();
  }

  /** A request is sent: the time for its whole answer runs. */
  protected asked(): void {
    this.wholeDueMs = this.environment.sweeper.nowMs + this.target.timeouts.totalMs;
  }

  /** Until the answer begins: `upstream` has to do something next, or the client, whose pace is not the upstream's fault. */
  protected awaitAnswer(upstream: boolean): void {
    if (this.answerStarted) return;
    const { sweeper } = this.environment;
    this.deadlineMs = upstream ? Math.min(this.wholeDueMs, sweeper.nowMs + this.target.timeouts.firstByteMs) : this.wholeDueMs;
  }

  /** Some of the answer has come: the next byte must come in time. */
  protected awaitMore(): void {
    this.deadlineMs = Math.min(this.wholeDueMs, this.environment.sweeper.nowMs + this.target.timeouts.betweenBytesMs);
  }
}
