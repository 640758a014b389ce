/**
 * The keys of one issuer, kept: fresh enough to follow rotation, old enough to survive an outage, and never asked for more often than a bound, whatever tokens come.
 * Outlives generations of the configuration.
 */
import type { Clock } from "../../kernel/deps.ts";
import type { JwsAlgorithm } from "../../token/algorithms.ts";
import { type KeySet, selectKey } from "../../token/key_set.ts";
import type { KeyLookup, KeySource } from "../../token/key_source.ts";
import type { LoadedKeys } from "./load_keys.ts";

/** After this the keys are fetched again in the background while the old ones are used. */
export const REFRESH_MS = 300_000;
/** Keys older than this verify nothing. */
export const USABLE_MS = 3_600_000;
/** Least time between two fetches: all that a flood of unknown `kid`s can cause. */
export const MIN_INTERVAL_MS = 10_000;
/** After a failure the next fetch may come sooner, doubling up to `MIN_INTERVAL_MS`: an issuer that starts after the gateway is soon found. */
const FIRST_RETRY_MS = 1_000;

export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Asks the issuer. Must not reject and must end. */
  readonly load: () => Promise<LoadedKeys>;
  readonly clock: Clock;
  readonly usableMs?: number;
  readonly refreshMs?: number;
  /** Told of every fetch, for the log. */
  readonly notify?: (status: IssuerStatus) => void;
}

/** What is known of an issuer, for `/readyz`, `doctor` and the log. */
export interface IssuerStatus {
  readonly issuer: string;
  /** Whether tokens can be verified now. */
  readonly usable: boolean;
  readonly keys: number;
  /** `kid` of keys that were left out, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Since the keys were fetched; null when they never were. */
  readonly ageMs: number | null;
  /** Why the last fetch failed; null when it did not. */
  readonly failure: string | null;
}

const NONE: ReadonlyMap<string, string> = new Map();

export class IssuerKeys implements KeySource {
  private readonly options: IssuerKeysOptions;
  private readonly usableMs: number;
  private readonly refreshMs: number;
  private set: KeySet | null = null;
  private loadedAtMs = 0;
  private nextLoadMs = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private failure: string | null = null;
  private inFlight: Promise<void> | null = null;

  constructor(options: IssuerKeysOptions) {
    this.options = options;
    this.usableMs = options.usableMs ?? USABLE_MS;
    this.refreshMs = Math.min(options.refreshMs ?? REFRESH_MS, this.usableMs);
  }

  find(keyId: string | null, algorithm: JwsAlgorithm): KeyLookup | Promise<KeyLookup> {
    const now = this.options.clock.monotonicMs();
    const set = this.usable(now);
    if (set !== null) {
      const selection = selectKey(set, keyId, algorithm);
      if (now - this.loadedAtMs > this.refreshMs && now >= this.nextLoadMs) void this.load();
      if (selection.kind !== "unknown") return selection;
    }
    if (this.inFlight === null && now < this.nextLoadMs) return this.answer(keyId, algorithm);
    return this.load().then(() => this.answer(keyId, algorithm));
  }

  /** Fetches the keys now unless a fetch is under way, then that one is awaited. Never rejects: see `status`. */
  refresh(): Promise<void> {
    return this.load();
  }

  status(): IssuerStatus {
    const now = this.options.clock.monotonicMs();
    return {
      issuer: this.options.issuer,
      usable: this.usable(now) !== null,
      keys: this.set?.keys.length ?? 0,
      refused: this.set?.refused ?? NONE,
      ageMs: this.set === null ? null : now - this.loadedAtMs,
      failure: this.failure,
    };
  }

  private usable(now: number): KeySet | null {
    return this.set !== null && now - this.loadedAtMs <= this.usableMs ? this.set : null;
  }

  /** What is known without asking. An unknown key while the issuer is down may be a new one: that can't be told, so it is no verdict on the token. */
  private answer(keyId: string | null, algorithm: JwsAlgorithm): KeyLookup {
    const now = this.options.clock.monotonicMs();
    const set = this.usable(now);
    const selection = set === null ? null : selectKey(set, keyId, algorithm);
    if (selection !== null && (selection.kind !== "unknown" || this.failure === null)) return selection;
    return { kind: "unavailable", retryAfterS: Math.max(1, Math.ceil((this.nextLoadMs - now) / 1000)) };
  }

  /** INVARIANT: one fetch at a time, and `nextLoadMs` is set by each. */
  private load(): Promise<void> {
    this.inFlight ??= this.options
      .load()
      .catch((error: unknown): LoadedKeys => ({ ok: false, reason: error instanceof Error ? error.message : "not an error" }))
      .then((loaded) => this.take(loaded));
    return this.inFlight;
  }

  private take(loaded: LoadedKeys): void {
    const now = this.options.clock.monotonicMs();
    this.inFlight = null;
    if (loaded.ok) {
      this.set = loaded.keys;
      this.loadedAtMs = now;
      this.failures = 0;
      this.failure = null;
      this.nextLoadMs = now + MIN_INTERVAL_MS;
    } else {
      this.failure = loaded.reason;
      this.nextLoadMs = now + Math.min(MIN_INTERVAL_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures, 10));
      this.failures += 1;
    }
    this.options.notify?.(this.status());
  }
}
