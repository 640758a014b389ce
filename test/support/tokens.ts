/** Tokens for tests, made with `node:crypto` alone so that every part can be wrong on purpose, and what is needed to verify them. */
import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { NODE_SIGNATURES } from "../../src/adapters/token_crypto.ts";
import type { JsonValue } from "../../src/codec/json/json_value.ts";
import { ALGORITHM_NAMES, findAlgorithm } from "../../src/token/algorithms.ts";
import { type KeySet, parseKeySet, selectKey } from "../../src/token/key_set.ts";
import type { KeyLookup, KeySource } from "../../src/token/key_source.ts";
import { PROFILES } from "../../src/token/profiles/index.ts";
import { VerificationBudget } from "../../src/token/verification_budget.ts";
import { VerifiedCache } from "../../src/token/verified_cache.ts";
import type { TokenServices, TrustedIssuer } from "../../src/token/verify_token.ts";
import { guardServices, type TestServices } from "./guard_services.ts";

export const ISSUER = "https://idp.example";
export const AUDIENCE = "https://shop.example";
/** Epoch seconds of the tests' clock. */
export const NOW_S = 1_800_000_000;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A key pair with its public half as a JWK. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly jwk: { readonly [name: string]: Json };
  /** The modulus of an RSA key, else "". */
  readonly n: string;
}

const pairs = new Map<string, TestKey>();

/** One pair per name and process, made when first asked for. `kind`: `rsa`, `rsa1024`, `P-256`, `P-384`, `P-521` or `ed25519`. */
export function testKey(kind: string, name: string = kind): TestKey {
  let pair = pairs.get(name);
  if (pair === undefined) {
    const { privateKey, publicKey } = generate(kind);
    const exported = publicKey.export({ format: "jwk" });
    const jwk: Record<string, Json> = { kid: name, use: "sig" };
    for (const [member, value] of Object.entries(exported)) if (typeof value === "string") jwk[member] = value;
    pair = { privateKey, jwk, n: exported.n ?? "" };
    pairs.set(name, pair);
  }
  return pair;
}

function generate(kind: string): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  if (kind === "rsa1024") return generateKeyPairSync("rsa", { modulusLength: 1024 });
  return kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: kind });
}

export const base64url = (value: string | Uint8Array): string => Buffer.from(value).toString("base64url");

/** The bytes that the private key signs `input` with, under that `alg`. */
export function signBytes(alg: string, key: KeyObject, input: string): Buffer {
  const bytes = Buffer.from(input, "latin1");
  const row = findAlgorithm(alg);
  if (row === null) throw new Error(`no algorithm ${alg}`);
  if (row.scheme === "ecdsa") return sign(row.hash, bytes, { key, dsaEncoding: "ieee-p1363" });
  if (row.scheme === "rsa-pss")
    return sign(row.hash, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  return sign(row.hash, bytes, key);
}

/** A good RFC 9068 access token's claims, changed; `undefined` removes one. */
export function accessClaims(changes: { readonly [name: string]: Json | undefined } = {}): { readonly [name: string]: Json } {
  const claims: Record<string, Json> = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: "alice",
    client_id: "web",
    jti: "t-1",
    iat: NOW_S - 10,
    exp: NOW_S + 300,
    scope: "orders:read",
  };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete claims[name];
    else claims[name] = value;
  }
  return claims;
}

export interface TokenSketch {
  readonly header?: { readonly [name: string]: Json | undefined };
  readonly claims?: { readonly [name: string]: Json | undefined };
  /** Instead of the claims: the JSON text itself. */
  readonly claimsText?: string;
  readonly headerText?: string;
  /** Name of the signing key; `rsa` unless said. */
  readonly key?: TestKey;
  /** What is really signed with; the header's `alg` unless said. */
  readonly signWith?: string;
}

/** A signed token; by default a good one. */
export function makeToken(sketch: TokenSketch = {}): string {
  const key = sketch.key ?? testKey("rsa");
  const header = { alg: "RS256", typ: "at+jwt", kid: key.jwk["kid"], ...sketch.header };
  const headerText = sketch.headerText ?? JSON.stringify(header);
  const claimsText = sketch.claimsText ?? JSON.stringify(accessClaims(sketch.claims));
  const input = `${base64url(headerText)}.${base64url(claimsText)}`;
  return `${input}.${base64url(signBytes(sketch.signWith ?? header.alg, key.privateKey, input))}`;
}

/** A set of those keys, read as an issuer's document would be. */
export function keySet(...jwks: readonly { readonly [name: string]: Json }[]): KeySet {
  const parsed = parseKeySet({ keys: toJsonValue(jwks) }, NODE_SIGNATURES, (text) => guardServices().hash.sha256(text));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.keys;
}

function toJsonValue(jwks: readonly Json[]): JsonValue[] {
  return jwks.map((jwk) => jwk);
}

/** Keys that are just there; `set` can be replaced. */
export class FixedKeys implements KeySource {
  set: KeySet | null;
  asked = 0;

  constructor(set: KeySet | null) {
    this.set = set;
  }

  find(...[keyId, algorithm]: Parameters<KeySource["find"]>): KeyLookup {
    this.asked++;
    return this.set === null ? { kind: "unavailable", retryAfterS: 10 } : selectKey(this.set, keyId, algorithm);
  }
}

export function trustedIssuer(keys: KeySource, changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
  return {
    issuer: ISSUER,
    audiences: [AUDIENCE],
    skewS: 30,
    maxAgeS: null,
    profile: PROFILES.rfc9068,
    algorithms: new Set(ALGORITHM_NAMES),
    keys,
    ...changes,
  };
}

/** Services with a clock at `NOW_S` and a count of signature checks. */
export function tokenServices(): TokenServices & { readonly test: TestServices; readonly checks: () => number } {
  const test = guardServices(NOW_S * 1000);
  let checks = 0;
  return {
    test,
    checks: () => checks,
    clock: test.clock,
    hash: test.hash,
    cache: new VerifiedCache(),
    budget: new VerificationBudget(),
    profiles: Object.values(PROFILES),
    signatures: {
      importKey: (jwk) => NODE_SIGNATURES.importKey(jwk),
      verify: (...input) => {
        checks++;
        return NODE_SIGNATURES.verify(...input);
      },
    },
  };
}
