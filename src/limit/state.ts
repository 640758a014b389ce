/** Where the counters of rate limits live: in this process (`memory.ts`) or, by another adapter, in a store that several gateways share. */
import type { LimitLeft } from "../kernel/limit_standing.ts";
import type { Gcra } from "./gcra.ts";

/** One limit as it is counted. */
export interface LimitPolicy {
  /** Stable over generations and unique among limits: counters are kept under it. */
  readonly id: string;
  readonly gcra: Gcra;
}

export interface LimitDecision extends LimitLeft {
  /** Until the same call would pass; 0 when it did. */
  readonly retryAfterMs: number;
}

export interface LimitState {
  /**
   * Counts one call of `key` under `policy` and says whether it passes; a refused call counts nothing. `nowMs` never goes back (a store with a clock of its own
   * may ignore it). Decisions on one key are made one after another. Throws or rejects when the store can't answer: the caller then refuses.
   */
  decide(policy: LimitPolicy, key: string, cost: number, nowMs: number): LimitDecision | Promise<LimitDecision>;
}

/** Under this id the guards look for the state among their services; who wants another store puts it there first. */
export const LIMIT_STATE_ID = "limits.state";
