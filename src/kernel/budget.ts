/**
 * The work an exchange may cost, in counted steps (DESIGN section 1.6). One step is about ten nanoseconds of honest work: a byte parsed, a schema node
 * visited, a set member compared. Decoders, validators and matchers spend as they go; past zero they refuse.
 */
export class WorkBudget {
  private left: number;
  readonly total: number;

  constructor(totalSteps: number) {
    this.total = totalSteps;
    this.left = totalSteps;
  }

  /** Takes `steps`; false once more was asked for than there is, and from then on. */
  spend(steps: number): boolean {
    this.left -= steps;
    return this.left >= 0;
  }

  get spent(): number {
    return this.total - this.left;
  }

  get exhausted(): boolean {
    return this.left < 0;
  }
}

/** One step in milliseconds of honest work, the other way round. */
export const STEPS_PER_MS = 100_000;

/** Steps that an exchange may cost by default. */
export const DEFAULT_BUDGET_STEPS = 4_000_000;
