/**
 * Work that clients owe: what each spent is paid off at a steady rate, and who owes more than is lent waits. A bucket that may go over, since what a call costs is
 * known only after it. Bounded memory; when it is full, who owes for the longest time is forgotten.
 */

/** Under this id the guard looks for the debts among its services; who wants others puts them there first. */
export const WORK_DEBTS_ID = "refused_work.debts";

/** Clients that owe something, remembered at once. */
export const DEFAULT_WORK_CLIENTS = 50_000;

export interface WorkTerms {
  /** Milliseconds of work that are paid off in a millisecond. */
  readonly rate: number;
  /** Milliseconds of work that a client may owe and still be served. */
  readonly lentMs: number;
}

export class WorkDebts {
  /** When each client will have paid, monotonic milliseconds; charged longest ago first. */
  private readonly paidAtMs = new Map<string, number>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Clients that are remembered. */
  get size(): number {
    return this.paidAtMs.size;
  }

  /** Milliseconds until `client` owes no more than is lent; 0 when it may go on now. */
  waitMs(client: string, { rate, lentMs }: WorkTerms, nowMs: number): number {
    const paidAtMs = this.paidAtMs.get(client);
    return paidAtMs === undefined ? 0 : Math.max(0, paidAtMs - nowMs - lentMs / rate);
  }

  /** Adds `workMs` to what `client` owes. */
  charge(client: string, workMs: number, { rate }: WorkTerms, nowMs: number): void {
    // INVARIANT: what is no number would never be paid, nor ever owed.
    if (!(workMs > 0)) return;
    const owedUntilMs = Math.max(nowMs, this.paidAtMs.get(client) ?? nowMs);
    this.paidAtMs.delete(client);
    if (this.paidAtMs.size >= this.capacity) this.forgetOldest();
    // Why the copy: a key cut out of a request's head would keep the whole head alive.
    this.paidAtMs.set(` ${client}`.slice(1), owedUntilMs + workMs / rate);
  }

  private forgetOldest(): void {
    for (const client of this.paidAtMs.keys()) {
      this.paidAtMs.delete(client);
      return;
    }
  }
}
