/** One request at one target: taken when the target is chosen, told what came of it, and given back exactly once. */
import type { BreakerTicket } from "../../balance/breaker.ts";
import type { Member, TargetGroup } from "../../balance/target_group.ts";
import type { OutcomeSource } from "../../balance/target_outcomes.ts";
import type { TargetState } from "../../balance/target_state.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";

export class TargetLease {
  readonly target: UpstreamTarget;
  readonly state: TargetState;
  private readonly group: TargetGroup<UpstreamTarget>;
  private readonly ticket: BreakerTicket;
  private readonly failureStatus: ReadonlySet<number>;
  private readonly nowMs: () => number;
  private readonly client: string;
  private noted = false;
  private over = false;

  /** `client`: whose request it is (limit/client_key.ts). */
  constructor(
    group: TargetGroup<UpstreamTarget>,
    member: Member<UpstreamTarget>,
    failureStatus: ReadonlySet<number>,
    nowMs: () => number,
    client: string,
  ) {
    this.client = client;
    this.failureStatus = failureStatus;
    this.group = group;
    this.target = member.target;
    this.state = member.state;
    this.nowMs = nowMs;
    this.ticket = group.begin(member, nowMs());
  }

  /** The head of an answer came. */
  answered(status: number): void {
    this.note(this.failureStatus.has(status), this.client);
  }

  /** No answer came, or not all of it, and the target is to blame for that. `unasked`: no request had reached it, so that none can have brought it about. */
  failed(unasked: boolean): void {
    this.note(true, unasked ? null : this.client);
  }

  /** The request is over, or the client let go of it. */
  done(): void {
    if (this.over) return;
    this.over = true;
    this.group.done(this.state, this.ticket, this.noted);
  }

  private note(failed: boolean, source: OutcomeSource): void {
    if (this.over) return;
    // A good head and then a broken body are two outcomes; the breaker's probe was told of the first.
    this.group.note(this.state, failed, this.noted ? BEFORE : this.ticket, this.nowMs(), source);
    this.noted = true;
  }
}

/** No probe of any half-open time: counted by everyone but the breaker that is half open. */
const BEFORE: BreakerTicket = 0;
