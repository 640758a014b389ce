/**
 * The verification of an access token from its text to a verdict, in the order of cost: what is cheap and sure first, the signature only for a key and algorithm
 * that an operator allowed, and every claim only once the signature holds.
 */
import type { Clock, Hash } from "../kernel/deps.ts";
import type { Finding } from "../kernel/finding.ts";
import { findAlgorithm, type JwsAlgorithm } from "./algorithms.ts";
import type { ClaimRules } from "./claims.ts";
import { textClaim } from "./claims.ts";
import { type CompactToken, MAX_TOKEN_LENGTH, parseCompact, type TokenContent } from "./compact.ts";
import type { VerificationKey } from "./key_set.ts";
import type { KeyLookup, KeySource } from "./key_source.ts";
import { checkToken, type TokenProfile } from "./profile.ts";
import { type TokenFault, tokenFault } from "./token_fault.ts";
import type { SignatureVerifier } from "./signature_verifier.ts";
import type { VerificationBudget } from "./verification_budget.ts";
import type { VerifiedCache } from "./verified_cache.ts";

/** What an API trusts of one issuer. */
export interface TrustedIssuer extends ClaimRules {
  readonly profile: TokenProfile;
  /** Names of the algorithms allowed; none that is not in the table. */
  readonly algorithms: ReadonlySet<string>;
  readonly keys: KeySource;
}

export type Verification =
  | { readonly kind: "valid"; readonly token: TokenContent; readonly issuer: TrustedIssuer }
  /** `findings`: the fault, then what may help the operator, such as the profile that would have accepted the token. */
  | { readonly kind: "invalid"; readonly findings: readonly [TokenFault, ...Finding[]] }
  /** The issuer's keys can't be had. */
  | { readonly kind: "unavailable"; readonly issuer: string; readonly retryAfterS: number }
  /** The client has had too much garbage checked. */
  | { readonly kind: "over_budget"; readonly retryAfterS: number };

export interface TokenServices {
  readonly signatures: SignatureVerifier;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly cache: VerifiedCache;
  readonly budget: VerificationBudget;
  /** Every profile there is, to say which would have accepted a refused token. */
  readonly profiles: readonly TokenProfile[];
}

/** Where the digest of a token is kept beside it, so that a token which is shown again as the same value is hashed once. */
export interface ShownToken {
  digest: string | null;
}

/**
 * `client`: whose verification budget pays for a failure. `shown`: the memory that belongs to this very text. Synchronous unless an issuer must be asked for its
 * keys.
 */
export type VerifyToken = (text: string, client: string, shown?: ShownToken) => Verification | Promise<Verification>;

/** Binds the verification to the issuers that one API trusts. Their names are unique. */
export function compileVerifyToken(issuers: readonly TrustedIssuer[], services: TokenServices): VerifyToken {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  return (text, client, shown = { digest: null }) => {
    // Why before hashing: hashing megabytes is work too.
    if (text.length > MAX_TOKEN_LENGTH) return invalid(tokenFault("token.size", "", "config `auth`"));
    shown.digest ??= services.hash.sha256(text);
    return new TokenCheck(services, byName, shown.digest, text, client).start();
  };
}

const invalid = (fault: TokenFault, ...more: readonly Finding[]): Verification => ({ kind: "invalid", findings: [fault, ...more] });

/** One verification under way. */
class TokenCheck {
  private readonly services: TokenServices;
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  private readonly digest: string;
  private readonly text: string;
  private readonly client: string;
  private parsed: CompactToken | null = null;
  private knownThumbprint: string | null = null;

  constructor(services: TokenServices, issuers: ReadonlyMap<string, TrustedIssuer>, digest: string, text: string, client: string) {
    this.services = services;
    this.issuers = issuers;
    this.digest = digest;
    this.text = text;
    this.client = client;
  }

  start(): Verification | Promise<Verification> {
    const { cache, budget, clock } = this.services;
    const known = cache.find(this.digest, this.text.length);
    if (known !== undefined) {
      this.knownThumbprint = known.thumbprint;
      return this.chooseKey(known);
    }
    const retryAfterS = budget.waitS(this.client, clock.monotonicMs());
    if (retryAfterS > 0) return { kind: "over_budget", retryAfterS };
    const parsed = parseCompact(this.text);
    if (!parsed.ok) return this.garbage(parsed.fault);
    this.parsed = parsed.token;
    return this.chooseKey(parsed.token);
  }

  private chooseKey(token: TokenContent): Verification | Promise<Verification> {
    const issuer = this.issuers.get(textClaim(token.claims, "iss") ?? "");
    if (issuer === undefined) return this.garbage(tokenFault("token.issuer", "iss", "RFC 8725 section 3.8"));
    const algorithm = issuer.algorithms.has(token.header.algorithm) ? findAlgorithm(token.header.algorithm) : null;
    if (algorithm === null) return this.garbage(tokenFault("token.algorithm", "header/alg", "RFC 8725 section 3.1"));
    const lookup = issuer.keys.find(token.header.keyId, algorithm);
    return lookup instanceof Promise
      ? lookup.then((settled) => this.useKey(token, issuer, algorithm, settled))
      : this.useKey(token, issuer, algorithm, lookup);
  }

  private useKey(token: TokenContent, issuer: TrustedIssuer, algorithm: JwsAlgorithm, lookup: KeyLookup): Verification {
    switch (lookup.kind) {
      case "unavailable":
        return { kind: "unavailable", issuer: issuer.issuer, retryAfterS: lookup.retryAfterS };
      case "unknown":
        return this.garbage(tokenFault("token.key_unknown", "header/kid", "RFC 7515 section 4.1.4"));
      case "ambiguous":
        return this.garbage(tokenFault("token.key_ambiguous", "header/kid", "RFC 7517 section 4.5"));
      case "unfit":
        return this.garbage(tokenFault("token.key_unfit", "header/kid", "RFC 8725 section 3.1", lookup.reason));
      case "found":
        break;
    }
    return this.holds(algorithm, lookup.key)
      ? this.checkClaims(token, issuer)
      : this.garbage(tokenFault("token.signature", "signature", "RFC 7515 section 5.2"));
  }

  private holds(algorithm: JwsAlgorithm, key: VerificationKey): boolean {
    const { cache, signatures } = this.services;
    if (this.knownThumbprint === key.thumbprint) return true;
    if (cache.wasRefused(this.digest, key.thumbprint)) return false;
    const token = this.parsed ?? this.parseAgain();
    if (token === null || !signatures.verify(algorithm, key.key, token.signingInput, token.signature)) {
      cache.refuse(this.digest, key.thumbprint);
      return false;
    }
    cache.keep(this.digest, this.text.length, token, key.thumbprint);
    return true;
  }

  /** For a token that was verified with a key that its issuer has since replaced under the same `kid`. */
  private parseAgain(): CompactToken | null {
    const parsed = parseCompact(this.text);
    return parsed.ok ? parsed.token : null;
  }

  private checkClaims(token: TokenContent, issuer: TrustedIssuer): Verification {
    const nowS = this.services.clock.nowMs() / 1000;
    const fault = checkToken(token, issuer.profile, issuer, nowS);
    if (fault === null) return { kind: "valid", token, issuer };
    const other = this.services.profiles.find((profile) => profile !== issuer.profile && checkToken(token, profile, issuer, nowS) === null);
    if (other === undefined) return invalid(fault);
    return invalid(fault, {
      code: "token.other_profile",
      place: fault.place,
      message: `the profile \`${other.name}\` would have accepted the token; \`${issuer.profile.name}\` is configured`,
      rule: "config `auth.profile`",
    });
  }

  private garbage(fault: TokenFault): Verification {
    this.services.budget.charge(this.client, this.services.clock.monotonicMs());
    return invalid(fault);
  }
}
