/** The port through which signatures are checked: pure code decides what may be checked with what, an adapter does the arithmetic. */
import type { JwsAlgorithm } from "./algorithms.ts";
import type { PublicJwk } from "./jwk.ts";

/** A public key as the adapter holds it; opaque here. */
export interface PublicKey {
  readonly keyType: JwsAlgorithm["keyType"];
}

export interface SignatureVerifier {
  /** The key of a checked JWK; null where the numbers are no key, such as a point that is not on the curve. Never throws for that. */
  importKey(jwk: PublicJwk): PublicKey | null;
  /**
   * Whether `signature` was made over the ASCII `input` with the key's private half. Synchronous. False for any signature of a wrong form; ECDSA signatures are
   * the two numbers side by side (RFC 7518 section 3.4), never DER. Throws only when given a key of another adapter or of another type than the algorithm's.
   */
  verify(algorithm: JwsAlgorithm, key: PublicKey, input: string, signature: Uint8Array): boolean;
}
