/**
 * Queries that an operation has found to fit. Whether a query fits depends on nothing but its text and the operation, so that the same text need not be judged
 * again; the work that it cost is charged all the same. Only passes are kept: a refusal is explained anew each time.
 */
import type { Judgement } from "../judgement.ts";

/** Queries kept per operation; beyond it all are forgotten. */
export const MAX_PASSED = 512;
/** Longer queries are judged each time. */
export const MAX_PASSED_LENGTH = 256;

export class PassedQueries {
  private readonly steps = new Map<string, number>();

  /** Whether this query passed before; then its work is charged. */
  has(query: string, judgement: Judgement): boolean {
    const steps = this.steps.get(query);
    if (steps === undefined) return false;
    judgement.budget.spend(steps);
    return true;
  }

  /** Keeps a query that was just judged from `spentBefore` on, unless something was found or the work budget ran out. */
  keep(query: string, judgement: Judgement, spentBefore: number): void {
    const { budget, worst, findings } = judgement;
    if (query.length > MAX_PASSED_LENGTH || worst !== "noted" || findings.length > 0 || budget.exhausted) return;
    if (this.steps.size >= MAX_PASSED) this.steps.clear();
    // Why the detour: a query is cut out of a request's head, and would keep the whole head alive.
    this.steps.set(query.split("").join(""), budget.spent - spentBefore);
  }

  get size(): number {
    return this.steps.size;
  }
}
