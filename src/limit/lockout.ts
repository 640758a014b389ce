/** Exponential lockout: after a number of failures each further one locks its key out twice as long. Bounded memory, and a locked key outlasts a flood. */

export interface LockoutPolicy {
  /** Failures until the first lock. */
  readonly threshold: number;
  /** Failures are forgotten after this long without one (and without a lock). */
  readonly forgetMs: number;
  /** The first lock; each further failure doubles it ... */
  readonly firstLockMs: number;
  /** ... up to this. */
  readonly longestLockMs: number;
}

interface Entry {
  failures: number;
  lockedUntilMs: number;
  forgetAtMs: number;
}

/** Under this id the guard looks for its lockouts among its services; who wants others puts them there first. */
export const LOCKOUTS_ID = "lockout.failures";

/** Keys whose failures are counted at once. */
export const DEFAULT_LOCKOUT_KEYS = 50_000;
/** Counters that newcomers share while the table is full of locked keys. A power of two. */
const OVERFLOW_ENTRIES = 256;
const EVICTION_STEPS = 16;

export class Lockouts {
  /** Oldest failure first. */
  private readonly entries = new Map<string, Entry>();
  private readonly overflow: (Entry | undefined)[] = [];
  private readonly capacity: number;
  private readonly seed: number;

  /** `seed`: 32 random bits, so that nobody can aim at another's shared counter. */
  constructor(capacity: number, seed: number) {
    this.capacity = capacity;
    this.seed = seed | 0;
  }

  get size(): number {
    return this.entries.size;
  }

  /** Milliseconds for which `key` stays locked out, 0 when it is not. */
  lockedForMs(key: string, nowMs: number): number {
    const entry = this.entries.get(key) ?? (this.overflow.length === 0 ? undefined : this.overflow[this.slotOf(key)]);
    return entry === undefined || entry.lockedUntilMs <= nowMs ? 0 : entry.lockedUntilMs - nowMs;
  }

  /** Counts a failure of `key` (at most 256 characters). */
  fail(key: string, policy: LockoutPolicy, nowMs: number): void {
    const entry = this.take(key, nowMs);
    entry.failures = entry.forgetAtMs <= nowMs ? 1 : entry.failures + 1;
    const over = entry.failures - policy.threshold;
    if (over >= 0) entry.lockedUntilMs = nowMs + Math.min(policy.longestLockMs, policy.firstLockMs * 2 ** Math.min(over, 40));
    entry.forgetAtMs = Math.max(nowMs, entry.lockedUntilMs) + policy.forgetMs;
  }

  /** The entry of `key`, moved to the young end; a shared one when there is room for no more. */
  private take(key: string, nowMs: number): Entry {
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known;
    }
    const slot = this.slotOf(key);
    if (this.entries.size >= this.capacity && !this.evict(nowMs)) {
      const shared = this.overflow[slot] ?? { failures: 0, lockedUntilMs: 0, forgetAtMs: 0 };
      if (this.overflow.length === 0) this.overflow.length = OVERFLOW_ENTRIES;
      this.overflow[slot] = shared;
      return shared;
    }
    // Why the copies: failures counted in a shared entry stay counted, and a key cut out of a request's head must not keep the head alive.
    const entry = { ...(this.overflow[slot] ?? { failures: 0, lockedUntilMs: 0, forgetAtMs: 0 }) };
    this.entries.set(` ${key}`.slice(1), entry);
    return entry;
  }

  /** Makes room by forgetting the oldest key that is not locked, among a few. */
  private evict(nowMs: number): boolean {
    let step = 0;
    for (const [key, entry] of this.entries) {
      if (entry.lockedUntilMs <= nowMs) {
        this.entries.delete(key);
        return true;
      }
      if (++step >= EVICTION_STEPS) return false;
    }
    return false;
  }

  private slotOf(key: string): number {
    let hash = this.seed ^ 0x811c9dc5;
    for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    return (hash ^ (hash >>> 15)) & (OVERFLOW_ENTRIES - 1);
  }
}
