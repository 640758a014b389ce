/**
 * Outlier ejection: a target whose answers fail, in a row or too large a part of them, is left alone for a while; the longer the more often it happened. How many
 * may be left alone at once is decided where all targets are known.
 */
import { type OutcomeSource, TargetOutcomes } from "./target_outcomes.ts";

export interface EjectionPolicy {
  /** Failures in a row that are too many, at least 1. */
  readonly failures: number;
  /** Part of the answers within `windowMs`, 0 to 1, whose failure is too much ... */
  readonly share: number;
  /** ... where at least so many were asked for. */
  readonly requests: number;
  readonly windowMs: number;
  /** The first ejection; the second is twice as long, the third four times ... */
  readonly timeMs: number;
  /** ... up to this. After as long without one the next counts as the first. */
  readonly maxTimeMs: number;
  /** Part of an API's targets that may be ejected at once, 0 to 1, rounded down. */
  readonly maxShare: number;
}

export class Ejection {
  ejected: boolean = false;
  /** When the ejection is over. */
  untilMs: number = -Infinity;
  /** Ejections since the start. */
  count = 0;
  private streak = 0;
  private inRow = 0;
  /** Whose requests all of them were; null where they were several clients', or nobody's. */
  private rowOf: OutcomeSource = null;
  private outcomes: TargetOutcomes | null = null;

  /** Counts an answer. Gives whether the target should be left alone now. */
  note(failed: boolean, nowMs: number, policy: EjectionPolicy, source: OutcomeSource = null): boolean {
    if (this.outcomes?.windowMs !== policy.windowMs) this.outcomes = new TargetOutcomes(policy.windowMs);
    const { outcomes } = this;
    outcomes.add(failed, source, nowMs);
    if (!failed) {
      this.inRow = 0;
      return false;
    }
    this.rowOf = this.inRow === 0 || this.rowOf === source ? source : null;
    this.inRow++;
    if (this.ejected) return false;
    const { rowOf } = this;
    if (this.inRow >= policy.failures && (rowOf === null || !outcomes.servesOthers(rowOf, policy.share, nowMs))) return true;
    return outcomes.fail(policy.requests, policy.share, nowMs);
  }

  /** Leaves the target alone from now on. */
  eject(nowMs: number, policy: EjectionPolicy): void {
    if (nowMs - this.untilMs >= policy.maxTimeMs) this.streak = 0;
    this.untilMs = nowMs + Math.min(policy.maxTimeMs, policy.timeMs * 2 ** Math.min(this.streak, 40));
    this.streak++;
    this.count++;
    this.ejected = true;
  }

  /** Ends the ejection; what led to it is forgotten, but not that it happened. */
  restore(): void {
    this.ejected = false;
    this.inRow = 0;
    this.outcomes?.clear();
  }
}
