/** How many exchanges are under way per key. Memory is bounded by what is under way: a key without any is forgotten. */
export class ConcurrencySlots {
  private readonly held = new Map<string, number>();

  /** Takes a slot of `key` and returns true, or false when `max` are taken already. Who got one must `release` it exactly once. */
  acquire(key: string, max: number): boolean {
    const taken = this.held.get(key) ?? 0;
    if (taken >= max) return false;
    this.held.set(key, taken + 1);
    return true;
  }

  /** Gives a slot back. Throws when none is taken: that is a bug of the caller. */
  release(key: string): void {
    const taken = this.held.get(key) ?? 0;
    if (taken === 0) throw new Error("a concurrency slot was released twice");
    if (taken === 1) this.held.delete(key);
    else this.held.set(key, taken - 1);
  }

  /** Keys with at least one slot taken. */
  get size(): number {
    return this.held.size;
  }
}
