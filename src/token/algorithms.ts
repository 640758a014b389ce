/**
 * The signature algorithms a token may use (RFC 7518 section 3, RFC 8037, RFC 9864), as rows of one table; nothing below or beside it enumerates algorithms.
 * Asymmetric only: there is no row for `none` or for HS*, so a public key can never be taken for a shared secret (RFC 8725 section 2.1).
 */

export type CurveName = "P-256" | "P-384" | "P-521" | "Ed25519";

export interface JwsAlgorithm {
  /** The `alg` of header and key. */
  readonly name: string;
  /** The only key type that may be used with it. */
  readonly keyType: "RSA" | "EC" | "OKP";
  /** The only curve; null for RSA. */
  readonly curve: CurveName | null;
  readonly scheme: "rsa-pkcs1" | "rsa-pss" | "ecdsa" | "eddsa";
  /** Hash; null where the scheme has its own. */
  readonly hash: "sha256" | "sha384" | "sha512" | null;
  /** Bytes of every signature; null where it is as long as the key's modulus. */
  readonly signatureBytes: number | null;
}

type HashBits = "256" | "384" | "512";

const rsa = (prefix: "RS" | "PS", bits: HashBits): JwsAlgorithm => ({
  name: `${prefix}${bits}`,
  keyType: "RSA",
  curve: null,
  scheme: prefix === "RS" ? "rsa-pkcs1" : "rsa-pss",
  hash: `sha${bits}`,
  signatureBytes: null,
});

const ecdsa = (bits: HashBits, curve: CurveName, signatureBytes: number): JwsAlgorithm => ({
  name: `ES${bits}`,
  keyType: "EC",
  curve,
  scheme: "ecdsa",
  hash: `sha${bits}`,
  signatureBytes,
});

const ed25519 = (name: string): JwsAlgorithm => ({
  name,
  keyType: "OKP",
  curve: "Ed25519",
  scheme: "eddsa",
  hash: null,
  signatureBytes: 64,
});

/** Every algorithm there is, the common ones first. `EdDSA` means Ed25519 here, never Ed448. */
export const ALGORITHMS: readonly JwsAlgorithm[] = [
  rsa("RS", "256"),
  ecdsa("256", "P-256", 64),
  rsa("PS", "256"),
  ed25519("EdDSA"),
  ed25519("Ed25519"),
  rsa("RS", "384"),
  rsa("RS", "512"),
  rsa("PS", "384"),
  rsa("PS", "512"),
  ecdsa("384", "P-384", 96),
  ecdsa("512", "P-521", 132),
];

const BY_NAME: ReadonlyMap<string, JwsAlgorithm> = new Map(ALGORITHMS.map((row) => [row.name, row]));

/** The row of that exact, case-sensitive name; null for any other text, `none` and `HS256` included. */
export function findAlgorithm(name: string): JwsAlgorithm | null {
  return BY_NAME.get(name) ?? null;
}

/** Names of all algorithms: the default allow-list of an issuer. */
export const ALGORITHM_NAMES: readonly string[] = ALGORITHMS.map((row) => row.name);
