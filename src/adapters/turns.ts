/** Work of which only so much goes on at once; the rest waits in the order in which it came. */
export class Turns {
  private free: number;
  private readonly waiting = new Set<() => void>();

  /** `atOnce`: pieces of work under way together, at least one. */
  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** Does `work` once it is its turn. Settles as it does. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => void this.waiting.add(resolve));
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  private pass(): void {
    for (const next of this.waiting) {
      this.waiting.delete(next);
      next();
      return;
    }
    this.free++;
  }
}
