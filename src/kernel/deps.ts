/** What the pure layers are given instead of reaching for the world: time, randomness, and how much there is to do. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Milliseconds that never go back; for durations and limiters. */
  monotonicMs(): number;
}

export interface Random {
  /** `count` random bytes from a cryptographic source. */
  bytes(count: number): Uint8Array;
}

/** Cryptographic hash, so that pure code can key a cache by digest. */
export interface Hash {
  /** SHA-256 of latin1/ASCII text or of bytes, base64url without padding. */
  sha256(input: string | Uint8Array): string;
}

/** How important a call is, where not all can be served. */
export type Priority = "critical" | "normal" | "sheddable";
export const PRIORITIES: readonly Priority[] = ["critical", "normal", "sheddable"];

/** How much there is to do. */
export interface Load {
  /** Whether an exchange of that priority should be begun now. */
  admits(priority: Priority): boolean;
}

export interface Deps {
  readonly load: Load;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
}
