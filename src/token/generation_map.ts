/**
 * A map of bounded size for caches: two maps, young and old. When the young one is full it becomes the old one, and what was not asked for since is gone. Every
 * call is O(1), and nothing is kept about the order beyond that.
 */
export class GenerationMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();
  private youngWeight = 0;
  private readonly halfEntries: number;
  private readonly halfWeight: number;

  /** Holds at most `maxEntries` entries and `maxWeight` of their weights, half of each at least for what was used last. */
  constructor(maxEntries: number, maxWeight: number = Number.POSITIVE_INFINITY) {
    this.halfEntries = Math.max(1, Math.floor(maxEntries / 2));
    this.halfWeight = maxWeight / 2;
  }

  /** The value, or undefined. `weight` is needed again because a value that is used moves to the young. */
  get(key: string, weight: number = 0): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const kept = this.old.get(key);
    if (kept !== undefined) {
      this.old.delete(key);
      this.set(key, kept, weight);
    }
    return kept;
  }

  set(key: string, value: V, weight: number = 0): void {
    if (this.young.size >= this.halfEntries || this.youngWeight + weight > this.halfWeight) {
      this.old = this.young;
      this.young = new Map();
      this.youngWeight = 0;
    }
    this.young.set(key, value);
    this.youngWeight += weight;
  }

  delete(key: string): void {
    // The weight stays counted until the next turn: that keeps less, never more.
    this.young.delete(key);
    this.old.delete(key);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
