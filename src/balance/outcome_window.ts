/** Outcomes of the last while, counted in a fixed number of slices: memory does not grow with the requests, and what is old leaves slice by slice. */

const SLICES = 10;

export class OutcomeWindow {
  readonly windowMs: number;
  private readonly sliceMs: number;
  private readonly totals = new Float64Array(SLICES);
  private readonly bad = new Float64Array(SLICES);
  private newest = -Infinity;

  /** `windowMs`: how far back outcomes count, at least 10; told apart to a tenth of it. */
  constructor(windowMs: number) {
    this.windowMs = windowMs;
    this.sliceMs = windowMs / SLICES;
  }

  /** Counts one outcome at `nowMs`, which never goes back. */
  add(failed: boolean, nowMs: number): void {
    this.moveTo(nowMs);
    const at = this.newest % SLICES;
    this.totals[at] = (this.totals[at] ?? 0) + 1;
    if (failed) this.bad[at] = (this.bad[at] ?? 0) + 1;
  }

  /** Outcomes within the window. */
  total(nowMs: number): number {
    this.moveTo(nowMs);
    return sum(this.totals);
  }

  /** Failures within the window. */
  failures(nowMs: number): number {
    this.moveTo(nowMs);
    return sum(this.bad);
  }

  clear(): void {
    this.totals.fill(0);
    this.bad.fill(0);
  }

  private moveTo(nowMs: number): void {
    const slice = Math.floor(nowMs / this.sliceMs);
    if (slice <= this.newest) return;
    const from = Math.max(0, this.newest + 1, slice - SLICES + 1);
    for (let each = from; each <= slice; each++) {
      this.totals[each % SLICES] = 0;
      this.bad[each % SLICES] = 0;
    }
    this.newest = slice;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
