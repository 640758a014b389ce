/** The port through which API keys are known: by digest, from memory, so that a request never waits for a disk. */

/** What is kept of a key: everything but the key. */
export interface ApiKeyRecord {
  /** The id in the key: public, for logs and for revoking. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /**
   * SHA-256 of the whole key, base64url. Plain SHA-256 is right here: the secret is 256 random bits, so there is nothing to guess that a slow hash would protect,
   * and a slow hash at every request would be an attack on ourselves.
   */
  readonly digest: string;
  /** Whom the key stands for; with `issuer` the caller's identity. */
  readonly subject: string;
  /** Whose subject it is: `portcullis`, or the issuer of tokens that name the same caller. */
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** Names of the APIs it opens; null for all that take keys of this store. */
  readonly apis: readonly string[] | null;
  /** Epoch seconds. */
  readonly createdAtS: number;
  /** Epoch seconds; null for a key without an end. */
  readonly expiresAtS: number | null;
  /** Epoch seconds; null while it is not revoked. */
  readonly revokedAtS: number | null;
}

export interface KeyStore {
  /** The record of that digest, also of an expired or revoked key; null where there is none. Synchronous. */
  find(digest: string): ApiKeyRecord | null;
}

/** `issuer` of keys that stand for a caller no token names. */
export const OWN_ISSUER = "portcullis";
