/** What of one object or array some schema has evaluated, for `unevaluatedProperties` and `unevaluatedItems` (2020-12 core, section 11). */
export class Evaluated {
  /** Every member and item. */
  all = false;
  private names: Set<string> | null = null;
  /** Items before this index. */
  private upTo = 0;
  private indices: Set<number> | null = null;

  addName(name: string): void {
    if (!this.all) (this.names ??= new Set()).add(name);
  }

  addIndex(index: number): void {
    if (!this.all && index >= this.upTo) (this.indices ??= new Set()).add(index);
  }

  addItemsBefore(end: number): void {
    if (end > this.upTo) this.upTo = end;
  }

  hasName(name: string): boolean {
    return this.all || this.names?.has(name) === true;
  }

  hasIndex(index: number): boolean {
    return this.all || index < this.upTo || this.indices?.has(index) === true;
  }

  /** Steps that `addAll` of this one costs. */
  get size(): number {
    return (this.names?.size ?? 0) + (this.indices?.size ?? 0);
  }

  addAll(other: Evaluated): void {
    if (other.all) this.all = true;
    if (this.all) return;
    this.addItemsBefore(other.upTo);
    if (other.names !== null) for (const name of other.names) this.addName(name);
    if (other.indices !== null) for (const index of other.indices) this.addIndex(index);
  }
}
