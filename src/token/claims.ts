/** The claims every profile asks of a token (RFC 7519 section 4.1, RFC 8725 section 3), one check per claim; `null` means that it holds. */
import type { JsonObject } from "../codec/json/json_value.ts";
import { type TokenFault, type TokenFaultCode, tokenFault } from "./token_fault.ts";

/** What an API trusts of one issuer, as far as the claims go. */
export interface ClaimRules {
  readonly issuer: string;
  /** One of these must be named by `aud`, character by character. */
  readonly audiences: readonly string[];
  /** How far the clocks of issuer and gateway may differ. */
  readonly skewS: number;
  /** Oldest `iat`; null for no limit beyond `exp`. */
  readonly maxAgeS: number | null;
}

/** Most audiences one token may name. */
const MAX_AUDIENCES = 64;
/** Beyond this a NumericDate is no date: the year 9999. */
const MAX_DATE_S = 253_402_300_799;

/** `iss` is exactly the issuer (RFC 8725 section 3.8). */
export function checkIssuer(claims: JsonObject, rules: ClaimRules): TokenFault | null {
  return claims["iss"] === rules.issuer ? null : tokenFault("token.issuer", "iss", "RFC 7519 section 4.1.1");
}

/** `aud` names the API: text or an array of text, compared exactly (RFC 8725 section 3.9). */
export function checkAudience(claims: JsonObject, rules: ClaimRules): TokenFault | null {
  const audiences = audiencesOf(claims);
  if (audiences === null)
    return tokenFault(claims["aud"] === undefined ? "token.claim_missing" : "token.claim_type", "aud", "RFC 7519 section 4.1.3");
  for (const audience of audiences) if (rules.audiences.includes(audience)) return null;
  return tokenFault("token.audience", "aud", "RFC 8725 section 3.9");
}

/** Every audience named; null when `aud` is missing, empty, too long, or holds anything but text. */
export function audiencesOf(claims: JsonObject): readonly string[] | null {
  const { aud } = claims;
  if (typeof aud === "string") return aud === "" ? null : [aud];
  return isTextArray(aud) && aud.length > 0 && aud.length <= MAX_AUDIENCES ? aud : null;
}

/** `exp`, `nbf` and `iat` against the clock. `exp` is always required, `iat` where the API limits the age. */
export function checkTimes(claims: JsonObject, rules: ClaimRules, nowS: number): TokenFault | null {
  const { exp, nbf, iat } = claims;
  if (exp === undefined) return missing("exp");
  if (!isDate(exp)) return mistyped("exp");
  if (nbf !== undefined && !isDate(nbf)) return mistyped("nbf");
  if (iat !== undefined && !isDate(iat)) return mistyped("iat");
  if (nowS >= exp + rules.skewS) return late("token.expired", "exp");
  if (nbf !== undefined && nbf > nowS + rules.skewS) return late("token.not_yet_valid", "nbf");
  if (iat !== undefined && iat > nowS + rules.skewS) return late("token.issued_in_future", "iat");
  if (rules.maxAgeS === null) return null;
  if (iat === undefined) return missing("iat");
  return nowS - iat > rules.maxAgeS + rules.skewS ? late("token.too_old", "iat") : null;
}

/** Each named claim is there as text that is not empty, `iat` as a date. */
export function checkRequired(claims: JsonObject, names: readonly string[]): TokenFault | null {
  for (const name of names) {
    const value = claims[name];
    if (value === undefined) return missing(name);
    if (name === "iat" ? !isDate(value) : typeof value !== "string" || value === "") return mistyped(name);
  }
  return null;
}

/** Why: a token bound to a key (RFC 9449) or certificate (RFC 8705) proves nothing without the proof of possession, which is not checked yet. */
export function checkUnbound(claims: JsonObject): TokenFault | null {
  return claims["cnf"] === undefined ? null : tokenFault("token.sender_constrained", "cnf", "RFC 7800 section 3.1");
}

/** The value where it is text, else null. */
export function textClaim(claims: JsonObject, name: string): string | null {
  const value = claims[name];
  return typeof value === "string" ? value : null;
}

/** Whether it is an array of text only. */
export function isTextArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A NumericDate (RFC 7519 section 2): a JSON number, fractions allowed, that is a date. Not `"1"`, not a number of more digits than a double holds. */
function isDate(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= MAX_DATE_S;
}

const RULE = "RFC 7519 section 4.1";
const missing = (name: string): TokenFault => tokenFault("token.claim_missing", name, RULE);
const mistyped = (name: string): TokenFault => tokenFault("token.claim_type", name, RULE);
const late = (code: TokenFaultCode, name: string): TokenFault => tokenFault(code, name, RULE);
