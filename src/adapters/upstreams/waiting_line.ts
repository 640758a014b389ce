/**
 * Who waits for a connection to one target, in the order in which they came, and no more than a bound. Attack: one client that asks for much at once would fill it, and
 * everybody else be refused; so where it is full, whoever has the most places gives one up for a client that has fewer.
 */

export interface Waiting {
  /** Who waits (limit/client_key.ts). */
  readonly client: string;
}

export class WaitingLine<T extends Waiting> {
  private readonly bound: number;
  private readonly line = new Set<T>();
  private readonly places = new Map<string, number>();

  constructor(bound: number) {
    this.bound = bound;
  }

  get size(): number {
    return this.line.size;
  }

  /** Gives who can't wait, or no longer: null where there is room, `waiting` itself where its client has as many places as any other. */
  add(waiting: T): T | null {
    const leaves = this.line.size < this.bound ? null : this.lastOf(this.greediest(waiting.client));
    if (this.line.size >= this.bound && leaves === null) return waiting;
    if (leaves !== null) this.delete(leaves);
    this.line.add(waiting);
    this.places.set(waiting.client, (this.places.get(waiting.client) ?? 0) + 1);
    return leaves;
  }

  /** Leaves the line, from whatever place; false where it stood in none. */
  delete(waiting: T): boolean {
    if (!this.line.delete(waiting)) return false;
    const left = (this.places.get(waiting.client) ?? 1) - 1;
    if (left === 0) this.places.delete(waiting.client);
    else this.places.set(waiting.client, left);
    return true;
  }

  /** Those who wait, the longest first; who leaves meanwhile is passed over. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.line.values();
  }

  /** Whoever has the most places, and more than `newcomer` would have; null for nobody. */
  private greediest(newcomer: string): string | null {
    let found: string | null = null;
    let most = (this.places.get(newcomer) ?? 0) + 1;
    for (const [client, places] of this.places) {
      if (places <= most) continue;
      most = places;
      found = client;
    }
    return found;
  }

  /** Who of them came last. */
  private lastOf(client: string | null): T | null {
    let last: T | null = null;
    if (client !== null) for (const waiting of this.line) if (waiting.client === client) last = waiting;
    return last;
  }
}
