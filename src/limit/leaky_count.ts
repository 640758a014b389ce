/** A count that leaks, for floods of one peer: so much may come at once, and so much a second for ever. One number and one time, so that there can be one for everything. */
export class LeakyCount {
  private readonly burst: number;
  private readonly perSecond: number;
  private level = 0;
  private atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.atMs = nowMs;
  }

  /** Adds `amount`; false once more came than may. A negative amount gives back, never below nothing. */
  add(amount: number, nowMs: number): boolean {
    const leaked = (Math.max(0, nowMs - this.atMs) / 1_000) * this.perSecond;
    this.atMs = nowMs;
    this.level = Math.max(0, Math.max(0, this.level - leaked) + amount);
    return this.level <= this.burst;
  }
}
