/**
 * How many tokens that are worth nothing one client may have checked. A check of a new token costs tens of microseconds up to a seventh of a millisecond, so
 * a flood of garbage could take the core; a token bucket per client keeps it at well under a hundredth. Only failures are charged: many users behind one address
 * cost nothing, and a token that was verified before is not asked about here at all.
 */
import { GenerationMap } from "./generation_map.ts";

/** Failures at once, from a client that had none. */
export const BUDGET_BURST = 60;
/** Failures per second that come back. */
export const BUDGET_PER_SECOND = 10;
/** Clients with failures that are remembered; beyond, those that failed longest ago are forgotten. */
const MAX_CLIENTS = 50_000;

interface Bucket {
  /** Failures left, as of `atMs`. */
  left: number;
  atMs: number;
}

export class VerificationBudget {
  private readonly clients: GenerationMap<Bucket>;

  constructor(maxClients: number = MAX_CLIENTS) {
    this.clients = new GenerationMap(maxClients);
  }

  /** Seconds until the client may have another new token checked; 0 when it may now. `nowMs` is monotonic. */
  waitS(client: string, nowMs: number): number {
    const bucket = this.clients.get(client);
    if (bucket === undefined) return 0;
    const left = leftAt(bucket, nowMs);
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / BUDGET_PER_SECOND));
  }

  /** Charges one failure. */
  charge(client: string, nowMs: number): void {
    const bucket = this.clients.get(client);
    if (bucket === undefined) {
      // Why the copy: a key cut out of a request's head would keep the whole head alive.
      this.clients.set(` ${client}`.slice(1), { left: BUDGET_BURST - 1, atMs: nowMs });
      return;
    }
    bucket.left = Math.max(0, leftAt(bucket, nowMs) - 1);
    bucket.atMs = nowMs;
  }
}

function leftAt(bucket: Bucket, nowMs: number): number {
  return Math.min(BUDGET_BURST, bucket.left + ((nowMs - bucket.atMs) * BUDGET_PER_SECOND) / 1000);
}
