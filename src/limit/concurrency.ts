/** How many exchanges are under way per key: in this process, or in a store that several share. Memory is bounded by what is under way: a key without any is forgotten. */
export interface Slots {
  /** Takes a slot of `key` and says true, or false when `max` are taken already. Who got one must `release` it exactly once. Rejects when a shared store can't answer. */
  acquire(key: string, max: number): boolean | Promise<boolean>;
  release(key: string): void;
}

/** Under this id the guards look for the slots among their services; who wants another store puts it there first. */
export const SLOTS_ID = "concurrency.slots";

export class ConcurrencySlots implements Slots {
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
