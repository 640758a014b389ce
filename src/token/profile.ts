/**
 * A profile is how one kind of authorization server writes access tokens: which type, which claims, and what proves that a token is not an ID token. An ID token
 * has the same issuer, keys and form, and is handed to every client; an API that takes one lets any client of the issuer act for its users (RFC 8725
 * section 3.11).
 */
import type { JsonObject } from "../codec/json/json_value.ts";
import { checkAudience, checkIssuer, checkTimes, checkUnbound, type ClaimRules } from "./claims.ts";
import type { TokenContent } from "./compact.ts";
import { type TokenFault, tokenFault } from "./token_fault.ts";

export interface TokenProfile {
  /** Name in the configuration (`auth.profile`). */
  readonly name: string;
  /** One sentence for the docs: which servers, and how an ID token is told apart. */
  readonly summary: string;
  /** The checks of this kind alone; issuer, audience and times are everyone's and not asked here. */
  readonly check: (token: TokenContent) => TokenFault | null;
  /** Claims that name the client, in order of preference. */
  readonly clientClaims: readonly string[];
  /** Claims that hold scopes. */
  readonly scopeClaims: readonly string[];
  /** Claim that names the token for logs. */
  readonly idClaim: string;
}

/** Every check on the claims of a token whose signature holds. Done anew at every request, cached or not (DESIGN section 1.5). */
export function checkToken(token: TokenContent, profile: TokenProfile, rules: ClaimRules, nowS: number): TokenFault | null {
  return (
    checkIssuer(token.claims, rules) ??
    profile.check(token) ??
    checkAudience(token.claims, rules) ??
    checkTimes(token.claims, rules, nowS) ??
    checkUnbound(token.claims)
  );
}

/** Refuses a token with any of these claims, each of which only an ID token or logout token has. */
export function refuseClaims(claims: JsonObject, names: readonly string[]): TokenFault | null {
  for (const name of names) if (claims[name] !== undefined) return tokenFault("token.id_token", name, "RFC 8725 section 3.11");
  return null;
}

/** Refuses a header type that is not in the list; null in the list stands for an absent `typ`. */
export function checkType(token: TokenContent, types: readonly (string | null)[]): TokenFault | null {
  return types.includes(token.header.type) ? null : tokenFault("token.type", "header/typ", "RFC 8725 section 3.11");
}
