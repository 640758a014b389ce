/** The keys of one issuer at one time (JWK Set, RFC 7517 section 5), and which of them a token may be verified with. */
import { isJsonObject, type JsonValue } from "../codec/json/json_value.ts";
import type { JwsAlgorithm } from "./algorithms.ts";
import { checkJwk, toThumbprintInput } from "./jwk.ts";
import type { PublicKey, SignatureVerifier } from "./signature_verifier.ts";

export interface VerificationKey {
  readonly keyId: string | null;
  /** RFC 7638 over SHA-256: names the key itself, whatever `kid` it is published under. */
  readonly thumbprint: string;
  readonly algorithms: readonly JwsAlgorithm[];
  readonly key: PublicKey;
}

export interface KeySet {
  readonly keys: readonly VerificationKey[];
  /** Published keys that may not verify tokens, with the reason; keys without `kid` are counted under "". */
  readonly refused: ReadonlyMap<string, string>;
}

/** Most keys one issuer may publish. */
export const MAX_KEYS = 100;

export type KeySetParsed = { readonly ok: true; readonly keys: KeySet } | { readonly ok: false; readonly reason: string };

/** Reads a JWK Set. Keys that are not fit are left out and named; a set that is none at all, or of which nothing is left, is refused. */
export function parseKeySet(value: JsonValue, signatures: SignatureVerifier, sha256: (text: string) => string): KeySetParsed {
  const list = isJsonObject(value) ? value["keys"] : undefined;
  if (!Array.isArray(list)) return { ok: false, reason: "the document is not a JWK Set: it has no array `keys`" };
  if (list.length > MAX_KEYS) return { ok: false, reason: `the JWK Set has more than ${MAX_KEYS} keys` };
  const keys: VerificationKey[] = [];
  const refused = new Map<string, string>();
  for (const item of list) {
    const checked = checkJwk(item);
    const key = checked.ok ? signatures.importKey(checked.key.jwk) : null;
    if (!checked.ok) refused.set(checked.keyId ?? "", checked.reason);
    else if (key === null) refused.set(checked.key.keyId ?? "", "the numbers are no key of that type");
    else {
      const { keyId, algorithms, jwk } = checked.key;
      keys.push({ keyId, algorithms, key, thumbprint: sha256(toThumbprintInput(jwk)) });
    }
  }
  return keys.length === 0 ? { ok: false, reason: "the JWK Set has no key that can verify tokens" } : { ok: true, keys: { keys, refused } };
}

export type KeySelection =
  | { readonly kind: "found"; readonly key: VerificationKey }
  /** No key of that id (without an id: none for the algorithm); a newer set may have it. */
  | { readonly kind: "unknown" }
  /** Two keys fit: guessing would let one stand in for the other. */
  | { readonly kind: "ambiguous" }
  /** The key of that id may not be used with the algorithm, or at all. */
  | { readonly kind: "unfit"; readonly reason: string };

/** The one key with that `kid` for that algorithm; without `kid` the only key for the algorithm. */
export function selectKey(set: KeySet, keyId: string | null, algorithm: JwsAlgorithm): KeySelection {
  let found: VerificationKey | null = null;
  let named = false;
  for (const key of set.keys) {
    if (keyId !== null && key.keyId !== keyId) continue;
    named = true;
    if (!key.algorithms.includes(algorithm)) continue;
    if (found !== null && found.thumbprint !== key.thumbprint) return { kind: "ambiguous" };
    found = key;
  }
  if (found !== null) return { kind: "found", key: found };
  if (keyId === null) return { kind: "unknown" };
  if (named) return { kind: "unfit", reason: "its type, curve or `alg` is of another algorithm" };
  const reason = set.refused.get(keyId);
  return reason === undefined ? { kind: "unknown" } : { kind: "unfit", reason };
}
