/** What the pure layers are given instead of reaching for the world: time and randomness. */
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

export interface Deps {
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
}
