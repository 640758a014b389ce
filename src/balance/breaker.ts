/**
 * Circuit breaker of one API's target: closed as long as answers are good; open, asking nothing, once too large a part fails; after a while half open, where a few
 * requests are let through as probes, and the first that fails opens it again.
 */
import { type OutcomeSource, TargetOutcomes } from "./target_outcomes.ts";

export interface BreakerPolicy {
  /** Part of the answers within `windowMs`, 0 to 1, whose failure opens it ... */
  readonly share: number;
  /** ... where at least so many came. */
  readonly requests: number;
  readonly windowMs: number;
  /** How long it stays open before it probes. */
  readonly openMs: number;
  /** Probes at once; as many have to succeed until it closes. */
  readonly probes: number;
}

/** A request that passed: 0 while the breaker was closed, else the half-open time whose probe it is. */
export type BreakerTicket = number;

export class Breaker {
  state: "closed" | "open" | "half_open" = "closed";
  /** When an open breaker probes. */
  openUntilMs: number = -Infinity;
  /** How often it opened since the start. */
  opened = 0;
  private halfOpenTimes = 0;
  private lastPassMs = -Infinity;
  private probing = 0;
  private proven = 0;
  private outcomes: TargetOutcomes | null = null;
  /** Whose probe failed last, and when others asked last since it opened. */
  private suspect: OutcomeSource = null;
  private othersAskedMs = -Infinity;

  /**
   * Whether a request may pass now. Attack: a client could hold all places of probes with requests that it does not end; so one more may pass every `openMs`. Or it
   * could keep a breaker open by probes that it makes fail; so whose probe failed last waits while others ask.
   */
  allows(nowMs: number, { probes, openMs }: BreakerPolicy, source: OutcomeSource = null): boolean {
    if (this.state === "closed") return true;
    if (source !== null && source !== this.suspect) this.othersAskedMs = nowMs;
    else if (source !== null && nowMs - this.othersAskedMs < openMs) return false;
    if (this.state === "open") return nowMs >= this.openUntilMs;
    return this.probing + this.proven < probes || nowMs - this.lastPassMs >= openMs;
  }

  /** A request passes that `allows` let through. Its ticket goes to `note` or, without an outcome, to `giveBack`, once. */
  pass(nowMs: number): BreakerTicket {
    if (this.state === "closed") return 0;
    if (this.state === "open") {
      this.state = "half_open";
      this.halfOpenTimes++;
      this.probing = 0;
      this.proven = 0;
    }
    this.probing++;
    this.lastPassMs = nowMs;
    return this.halfOpenTimes;
  }

  /** Counts an outcome. Gives the state it changed to, null where it did not. What began under another state says nothing of this one. */
  note(
    failed: boolean,
    ticket: BreakerTicket,
    nowMs: number,
    policy: BreakerPolicy,
    source: OutcomeSource = null,
  ): "closed" | "open" | null {
    if (ticket === 0) {
      if (this.state !== "closed") return null;
      if (this.outcomes?.windowMs !== policy.windowMs) this.outcomes = new TargetOutcomes(policy.windowMs);
      this.outcomes.add(failed, source, nowMs);
      return failed && this.outcomes.fail(policy.requests, policy.share, nowMs) ? this.open(nowMs, policy) : null;
    }
    if (this.state !== "half_open" || ticket !== this.halfOpenTimes) return null;
    this.probing--;
    if (failed) {
      this.suspect = source;
      this.othersAskedMs = -Infinity;
      return this.open(nowMs, policy);
    }
    this.proven++;
    if (this.proven < policy.probes) return null;
    this.close();
    return "closed";
  }

  /** A request that passed ended without saying anything of the target. */
  giveBack(ticket: BreakerTicket): void {
    if (this.state === "half_open" && ticket === this.halfOpenTimes && ticket !== 0) this.probing--;
  }

  close(): void {
    this.state = "closed";
    this.suspect = null;
    this.othersAskedMs = -Infinity;
    this.outcomes?.clear();
  }

  private open(nowMs: number, { openMs }: BreakerPolicy): "open" {
    this.state = "open";
    this.opened++;
    this.openUntilMs = nowMs + openMs;
    this.outcomes?.clear();
    return "open";
  }
}
