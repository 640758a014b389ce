/** One request at one target: taken when the target is chosen, told what came of it, and given back exactly once. */
import type { BreakerTicket } from "../../balance/breaker.ts";
import type { Member, TargetGroup } from "../../balance/target_group.ts";
import type { TargetState } from "../../balance/target_state.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";

/** Answers by which whatever stands before an API says that it can't be reached (RFC 9110 sections 15.6.3 to 15.6.5). Why no other 5xx: a caller can often bring about a 500. */
const FAILED_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

export class TargetLease {
  readonly target: UpstreamTarget;
  readonly state: TargetState;
  private readonly group: TargetGroup<UpstreamTarget>;
  private readonly ticket: BreakerTicket;
  private readonly nowMs: () => number;
  private noted = false;
  private over = false;

  constructor(group: TargetGroup<UpstreamTarget>, member: Member<UpstreamTarget>, nowMs: () => number) {
    this.group = group;
    this.target = member.target;
    this.state = member.state;
    this.nowMs = nowMs;
    this.ticket = group.begin(member);
  }

  /** The head of an answer came. */
  answered(status: number): void {
    this.note(FAILED_STATUSES.has(status));
  }

  /** No answer came, or not all of it. */
  failed(): void {
    this.note(true);
  }

  /** The request is over, or the client let go of it. */
  done(): void {
    if (this.over) return;
    this.over = true;
    this.group.done(this.state, this.ticket, this.noted);
  }

  private note(failed: boolean): void {
    if (this.over) return;
    // A good head and then a broken body are two outcomes; the breaker's probe was told of the first.
    this.group.note(this.state, failed, this.noted ? BEFORE : this.ticket, this.nowMs());
    this.noted = true;
  }
}

/** No probe of any half-open time: counted by everyone but the breaker that is half open. */
const BEFORE: BreakerTicket = 0;
