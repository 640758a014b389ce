/**
 * The targets of one API as one generation has them: which one a request goes to, and what its outcome means for those after it. The states of the targets are not
 * its own, they outlive it.
 */
import type { BalanceKind, Balancer } from "./balancer.ts";
import type { BreakerPolicy, BreakerTicket } from "./breaker.ts";
import { ConsistentHash } from "./consistent_hash.ts";
import type { EjectionPolicy } from "./ejection.ts";
import { LeastOutstanding } from "./least_outstanding.ts";
import type { RetryPolicy } from "./retry_budget.ts";
import { RoundRobin } from "./round_robin.ts";
import { warmShare } from "./slow_start.ts";
import type { OutcomeSource } from "./target_outcomes.ts";
import type { TargetChange, TargetState } from "./target_state.ts";

export interface BalancePolicy {
  readonly balance: BalanceKind;
  /** Each null where it is off. */
  readonly ejection: EjectionPolicy | null;
  readonly breaker: BreakerPolicy | null;
  readonly retries: RetryPolicy | null;
  /** 0 for none. */
  readonly slowStartMs: number;
}

export interface Member<T> {
  readonly target: T;
  /** Share of the requests compared with those of the others; 0 for none. */
  readonly weight: number;
  /** Requests at once that the target takes before another is preferred. */
  readonly maxOutstanding: number;
  readonly state: TargetState;
}

/** `untilMs`: when that ends by itself, null where it does not. */
export type OnTargetChange = (state: TargetState, change: TargetChange, untilMs: number | null) => void;

export class TargetGroup<T> {
  readonly members: readonly Member<T>[];
  readonly policy: BalancePolicy;
  private readonly balancer: Balancer;
  private readonly weights: Float64Array;
  private readonly outstanding: Float64Array;
  private readonly onChange: OnTargetChange;

  constructor(members: readonly Member<T>[], policy: BalancePolicy, onChange: OnTargetChange) {
    this.members = members;
    this.policy = policy;
    this.onChange = onChange;
    this.balancer = balancerOf(policy.balance, members);
    this.weights = new Float64Array(members.length);
    this.outstanding = new Float64Array(members.length);
  }

  /** The target for a request of `source`, null where none may be asked now. `tried`: those that it was sent to already. `hash`: of the request's key. */
  pick(nowMs: number, hash: number, tried: readonly TargetState[], source: OutcomeSource = null): Member<T> | null {
    const { weights, outstanding, members } = this;
    let free = false;
    let full = false;
    for (let index = 0; index < members.length; index++) {
      const member = members[index];
      if (member === undefined) continue;
      const { state, weight, maxOutstanding } = member;
      outstanding[index] = state.outstanding;
      const open = weight > 0 && !tried.includes(state) && this.mayAsk(state, nowMs, source);
      weights[index] = open ? weight * warmShare(state.sinceMs, nowMs, this.policy.slowStartMs) : 0;
      if (open && state.outstanding < maxOutstanding) free = true;
      else if (open) full = true;
    }
    // Only where all are full is a request left to wait at one of them.
    if (free && full)
      for (const [index, { state, maxOutstanding }] of members.entries()) if (state.outstanding >= maxOutstanding) weights[index] = 0;
    return members[this.balancer.pick(weights, outstanding, hash)] ?? null;
  }

  /** A request goes to the target; gives what `note` and `done` want. */
  begin({ state }: Member<T>, nowMs: number): BreakerTicket {
    state.outstanding++;
    state.requests++;
    return this.policy.breaker === null ? 0 : state.breaker.pass(nowMs);
  }

  /** What came of a request. */
  note(state: TargetState, failed: boolean, ticket: BreakerTicket, nowMs: number, source: OutcomeSource = null): void {
    const { breaker, ejection } = this.policy;
    if (failed) state.failures++;
    if (breaker !== null) {
      const changed = state.breaker.note(failed, ticket, nowMs, breaker, source);
      if (changed === "open") this.onChange(state, "breaker_opened", state.breaker.openUntilMs);
      if (changed === "closed") {
        state.sinceMs = nowMs;
        this.onChange(state, "breaker_closed", null);
      }
    }
    if (ejection === null || !state.ejection.note(failed, nowMs, ejection, source) || !this.mayEject(ejection)) return;
    state.ejection.eject(nowMs, ejection);
    this.onChange(state, "ejected", state.ejection.untilMs);
  }

  /** A request is over; `noted`: whether its outcome was told before. */
  done(state: TargetState, ticket: BreakerTicket, noted: boolean): void {
    state.outstanding--;
    if (!noted) state.breaker.giveBack(ticket);
  }

  /** A check of a target's health. */
  checked(state: TargetState, good: boolean, thresholds: Parameters<TargetState["health"]["note"]>[1], nowMs: number): void {
    if (!state.health.note(good, thresholds)) return;
    if (good) state.sinceMs = nowMs;
    this.onChange(state, good ? "healthy" : "unhealthy", null);
  }

  /** Ends what is over by time alone, which otherwise the next request finds out. */
  refresh(nowMs: number): void {
    for (const { state } of this.members) this.mayAsk(state, nowMs, null);
  }

  /** Milliseconds until a target may be asked again, where that is known; null where it is not. */
  againInMs(nowMs: number): number | null {
    let earliest = Infinity;
    for (const { state, weight } of this.members) {
      if (weight <= 0 || !state.health.healthy) continue;
      const { ejection, breaker } = state;
      const untilMs = Math.max(
        ejection.ejected ? ejection.untilMs : -Infinity,
        breaker.state === "open" && this.policy.breaker !== null ? breaker.openUntilMs : -Infinity,
      );
      if (untilMs > nowMs) earliest = Math.min(earliest, untilMs - nowMs);
    }
    return earliest === Infinity ? null : earliest;
  }

  private mayAsk(state: TargetState, nowMs: number, source: OutcomeSource): boolean {
    if (!state.health.healthy) return false;
    if (state.ejection.ejected) {
      if (this.policy.ejection !== null && nowMs < state.ejection.untilMs) return false;
      state.ejection.restore();
      state.sinceMs = nowMs;
      this.onChange(state, "returned", null);
    }
    return this.policy.breaker === null || state.breaker.allows(nowMs, this.policy.breaker, source);
  }

  /** Whether one more may be left alone. */
  private mayEject({ maxShare }: EjectionPolicy): boolean {
    let targets = 0;
    let ejected = 0;
    for (const { state, weight } of this.members) {
      if (weight <= 0) continue;
      targets++;
      if (state.ejection.ejected) ejected++;
    }
    return ejected + 1 <= Math.floor(targets * maxShare);
  }
}

function balancerOf<T>(kind: BalanceKind, members: readonly Member<T>[]): Balancer {
  if (kind === "round_robin") return new RoundRobin(members.length);
  if (kind === "least_outstanding") return new LeastOutstanding(members.length);
  const names = members.map(({ state }) => state.key);
  const weights = members.map(({ weight }) => weight);
  return new ConsistentHash(names, weights);
}
