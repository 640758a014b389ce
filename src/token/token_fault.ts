/** Why a token was refused: one closed list of codes, each with the sentence that a record shows. Nothing of the token is ever in it. */
import type { Finding } from "../kernel/finding.ts";

const MESSAGES = {
  "token.size": "the token is longer than allowed",
  "token.syntax": "the token is not a compact JWS of three parts",
  "token.encrypted": "the token is encrypted (five parts), which is not supported",
  "token.unsigned": "the token has no signature",
  "token.base64url": "a part of the token is not canonical base64url",
  "token.json": "a part of the token is not a strict JSON object",
  "token.header": "the header has a member that is refused",
  "token.algorithm": "the algorithm is not on the allow-list of the issuer",
  "token.type": "the token is not of the type that the profile accepts",
  "token.issuer": "no issuer of that name is trusted by this API",
  "token.key_unknown": "the issuer has no such key",
  "token.key_ambiguous": "more than one key of the issuer could have signed the token",
  "token.key_unfit": "the key may not be used with the token's algorithm",
  "token.signature": "the signature does not fit the token",
  "token.claim_missing": "a claim that the profile requires is missing",
  "token.claim_type": "a claim has not the type or the range that it must have",
  "token.audience": "the token is not for this API",
  "token.expired": "the token has expired",
  "token.not_yet_valid": "the token is not valid yet",
  "token.issued_in_future": "the token was issued in the future",
  "token.too_old": "the token was issued longer ago than allowed",
  "token.id_token": "the token is not an access token (an ID token, a refresh token or a logout token)",
  "token.sender_constrained": "the token is bound to a key or certificate and can't be used as a bearer token",
} as const;

export type TokenFaultCode = keyof typeof MESSAGES;

/** A finding whose code is one of the list. */
export interface TokenFault extends Finding {
  readonly code: TokenFaultCode;
}

/** The fault of that code. `part`: what of the token, such as `aud` or `header/crit`; empty for the token as a whole. `detail` follows the sentence. */
export function tokenFault(code: TokenFaultCode, part: string, rule: string, detail: string = ""): TokenFault {
  const message = detail === "" ? MESSAGES[code] : `${MESSAGES[code]}: ${detail}`;
  return { code, place: part === "" ? "token" : `token:${part}`, message, rule };
}
