/** What is known of one target of one API. It is kept by a stable key and outlives generations: a reload forgets neither ejection nor breaker nor load. */
import { ActiveHealth } from "./active_health.ts";
import { Breaker } from "./breaker.ts";
import { Ejection } from "./ejection.ts";

/** Where a target stands; the first that holds, of what keeps requests away. */
export type TargetStanding = "unhealthy" | "ejected" | "breaker_open" | "breaker_half_open" | "up";

/** What can happen to a target, for the log. */
export type TargetChange = "unhealthy" | "healthy" | "ejected" | "returned" | "breaker_opened" | "breaker_closed";

export class TargetState {
  readonly key: string;
  /** Requests under way. */
  outstanding = 0;
  /** Since the start: requests sent, and those that failed. */
  requests = 0;
  failures = 0;
  /** From when on it warms up; -Infinity for one that is warm. */
  sinceMs: number;
  readonly health: ActiveHealth = new ActiveHealth();
  readonly ejection: Ejection = new Ejection();
  readonly breaker: Breaker = new Breaker();

  /** `sinceMs`: -Infinity for a target that was there from the start. */
  constructor(key: string, sinceMs: number) {
    this.key = key;
    this.sinceMs = sinceMs;
  }

  get standing(): TargetStanding {
    if (!this.health.healthy) return "unhealthy";
    if (this.ejection.ejected) return "ejected";
    if (this.breaker.state === "closed") return "up";
    return this.breaker.state === "open" ? "breaker_open" : "breaker_half_open";
  }
}
