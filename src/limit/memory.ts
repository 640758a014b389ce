/**
 * Rate limit counters in this process, in bounded memory, exact whatever the flood.
 *
 * A key whose bucket has refilled equals one never seen, so only those are forgotten: a sweeping hand looks at a few entries whenever a new key comes. When
 * the table is full of keys that still count, new keys share a fixed number of overflow buckets per policy, chosen by keyed hash. A shared bucket only ever
 * lets through less, and a key that later gets an entry of its own starts with its overflow bucket's state: no order of keys lets one exceed its bound
 * (DESIGN section 8, "a limiter never exceeds its bound for any interleaving"). The price of a flood is paid by newcomers, not by known callers.
 */
import { decideGcra, FRESH_TAT_US, type GcraDecision } from "./gcra.ts";
import type { LimitDecision, LimitPolicy, LimitState } from "./state.ts";

/** Keys with state of their own, over all policies: at most 25 MB when full. */
export const DEFAULT_LIMIT_KEYS = 100_000;
/** Buckets that newcomers share, per policy, once the table is full. A power of two. */
export const OVERFLOW_BUCKETS = 256;
/** Longest key that is told apart; longer ones must be hashed by the caller. */
export const MAX_KEY_LENGTH = 256;
/** Entries the sweeping hand passes for one new key. */
const SWEEP_STEPS = 8;

interface Entry {
  tatUs: number;
}

interface Table {
  readonly entries: Map<string, Entry>;
  overflow: Float64Array | null;
}

export class MemoryLimitState implements LimitState {
  private readonly tables = new Map<string, Table>();
  private readonly capacity: number;
  private readonly seed: number;
  private hand: Iterator<readonly [Table, string, Entry]>;
  private kept = 0;

  /** `seed`: 32 random bits, so that nobody can aim at another's overflow bucket. */
  constructor(capacity: number, seed: number) {
    this.capacity = capacity;
    this.seed = seed | 0;
    this.hand = this.walk();
  }

  /** Keys that have state of their own; never above the capacity. */
  get size(): number {
    return this.kept;
  }

  /** Throws on a key longer than `MAX_KEY_LENGTH`: a caller that did not hash it has a bug. */
  decide(policy: LimitPolicy, key: string, cost: number, nowMs: number): LimitDecision {
    const nowUs = Math.floor(nowMs * 1000);
    const entry = this.tables.get(policy.id)?.entries.get(key);
    if (entry === undefined) return toDecision(this.decideNew(policy, key, cost, nowUs));
    const decision = decideGcra(entry.tatUs, policy.gcra, cost, nowUs);
    entry.tatUs = decision.tatUs;
    return toDecision(decision);
  }

  private decideNew(policy: LimitPolicy, key: string, cost: number, nowUs: number): GcraDecision {
    if (key.length > MAX_KEY_LENGTH) throw new RangeError("a limit key is too long");
    this.sweep(nowUs);
    const table = this.tableOf(policy.id);
    const slot = table.overflow === null ? 0 : this.slotOf(key);
    const decision = decideGcra(table.overflow?.[slot] ?? FRESH_TAT_US, policy.gcra, cost, nowUs);
    if (this.kept < this.capacity) {
      // Why the copy: a key cut out of a request's head would keep the whole head alive for as long as the entry.
      table.entries.set(` ${key}`.slice(1), { tatUs: decision.tatUs });
      this.kept++;
      return decision;
    }
    table.overflow ??= new Float64Array(OVERFLOW_BUCKETS);
    table.overflow[this.slotOf(key)] = decision.tatUs;
    return decision;
  }

  private tableOf(id: string): Table {
    let table = this.tables.get(id);
    if (table === undefined) {
      table = { entries: new Map(), overflow: null };
      this.tables.set(id, table);
    }
    return table;
  }

  /** Forgets, among the next few entries, those whose bucket is full again. */
  private sweep(nowUs: number): void {
    for (let step = 0; step < SWEEP_STEPS; step++) {
      const next = this.hand.next();
      if (next.done === true) {
        this.hand = this.walk();
        return;
      }
      const [table, key, entry] = next.value;
      if (entry.tatUs <= nowUs) {
        table.entries.delete(key);
        this.kept--;
      }
    }
  }

  /** Every entry once; a Map's iterator stays right while entries come and go. */
  private *walk(): Generator<readonly [Table, string, Entry], undefined> {
    for (const [id, table] of this.tables) {
      for (const [key, entry] of table.entries) yield [table, key, entry];
      if (table.entries.size === 0 && table.overflow === null) this.tables.delete(id);
    }
    return undefined;
  }

  /** FNV-1a over the key's code units, keyed by the seed. */
  private slotOf(key: string): number {
    let hash = this.seed ^ 0x811c9dc5;
    for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    return (hash ^ (hash >>> 15)) & (OVERFLOW_BUCKETS - 1);
  }
}

function toDecision(decision: GcraDecision): LimitDecision {
  return {
    allowed: decision.allowed,
    remaining: decision.remaining,
    resetMs: decision.resetUs / 1000,
    retryAfterMs: decision.retryAfterUs / 1000,
  };
}
