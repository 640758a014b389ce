/** The port through which keys of an issuer are had: whoever fetches and keeps them is an adapter. */
import type { JwsAlgorithm } from "./algorithms.ts";
import type { KeySelection } from "./key_set.ts";

/** `unavailable`: the issuer can't be asked and what is known is too old or does not tell; the caller answers 503 and never lets the token pass. */
export type KeyLookup = KeySelection | { readonly kind: "unavailable"; readonly retryAfterS: number };

export interface KeySource {
  /** Synchronous while the known keys answer; a promise only while the issuer is asked, in bounded time. Never rejects. */
  find(keyId: string | null, algorithm: JwsAlgorithm): KeyLookup | Promise<KeyLookup>;
}
