/**
 * How many requests may be sent once more: a share of those that came within a window, and a few where hardly any came. So that an upstream in trouble is never
 * asked many times as much as before (a retry storm).
 */
import { OutcomeWindow } from "./outcome_window.ts";

export interface RetryPolicy {
  /** Further targets that one request may be sent to, at least 1. */
  readonly attempts: number;
  /** Retries per request within the window, 0 to 1. */
  readonly share: number;
  /** Retries that are always allowed, per second of the window. */
  readonly minPerSecond: number;
  readonly windowMs: number;
}

export class RetryBudget {
  /** Retries made, and those that were wanted beyond the budget, since the start. */
  retries = 0;
  refused = 0;
  /** Of requests, those that are retries count as bad. */
  private window: OutcomeWindow | null = null;

  /** A request came. */
  request(nowMs: number, policy: RetryPolicy): void {
    this.windowOf(policy).add(false, nowMs);
  }

  /** Takes one retry out of the budget; false where none is left. */
  take(nowMs: number, policy: RetryPolicy): boolean {
    const window = this.windowOf(policy);
    const spent = window.failures(nowMs);
    const requests = window.total(nowMs) - spent;
    const allowed = policy.share * requests + (policy.minPerSecond * policy.windowMs) / 1_000;
    if (spent + 1 > allowed) {
      this.refused++;
      return false;
    }
    this.retries++;
    window.add(true, nowMs);
    return true;
  }

  private windowOf({ windowMs }: RetryPolicy): OutcomeWindow {
    if (this.window?.windowMs !== windowMs) this.window = new OutcomeWindow(windowMs);
    return this.window;
  }
}
