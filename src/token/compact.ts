/**
 * The JWS compact serialisation (RFC 7515 section 7.1), parsed strictly: exactly three parts, each canonical base64url, header and claims strict JSON objects
 * without duplicate names. What two libraries could read differently is refused before a key is looked for. Never throws; linear in the length.
 */
import { decodeBase64url } from "../codec/base64url.ts";
import type { JsonLimits } from "../codec/json/json_limits.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json/json_value.ts";
import { parseJson } from "../codec/json/parse_json.ts";
import { WorkBudget } from "../kernel/budget.ts";
import { type JoseHeader, parseHeader } from "./jose_header.ts";
import { type TokenFault, type TokenFaultCode, tokenFault } from "./token_fault.ts";

/** Longest token, in characters. */
export const MAX_TOKEN_LENGTH = 8_192;
/** Longest signature: RSA of 16384 bits. */
const MAX_SIGNATURE_BYTES = 2_048;

const LIMITS: JsonLimits = Object.freeze({
  maxBytes: MAX_TOKEN_LENGTH,
  maxDepth: 12,
  maxKeysPerObject: 200,
  maxKeys: 400,
  maxStringLength: MAX_TOKEN_LENGTH,
  maxNumberDigits: 32,
  maxNumberExponent: 32,
});

/** What a token says, as far as it is read. */
export interface TokenContent {
  readonly header: JoseHeader;
  readonly claims: JsonObject;
}

export interface CompactToken extends TokenContent {
  /** Header and claims as received, ASCII: what was signed. */
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

export type TokenParsed = { readonly ok: true; readonly token: CompactToken } | { readonly ok: false; readonly fault: TokenFault };

const RULE = "RFC 7515 section 7.1";
const refuse = (code: TokenFaultCode, part: string, rule: string = RULE, detail: string = ""): TokenParsed => ({
  ok: false,
  fault: tokenFault(code, part, rule, detail),
});

/** Parses the text after `Bearer `. Nothing in the result is trusted yet. */
export function parseCompact(text: string): TokenParsed {
  if (text.length > MAX_TOKEN_LENGTH) return refuse("token.size", "", "DESIGN section 1.4");
  const first = text.indexOf(".");
  const second = first < 0 ? -1 : text.indexOf(".", first + 1);
  if (second < 0) return refuse("token.syntax", "");
  if (text.includes(".", second + 1)) return refuse(countDots(text) === 4 ? "token.encrypted" : "token.syntax", "");
  const header = parsePart(text.slice(0, first), "header");
  if (!header.ok) return header;
  const parsedHeader = parseHeader(header.value);
  if (!parsedHeader.ok) return parsedHeader;
  // Why: an empty signature is what `alg: none` has; with any other algorithm it is as worthless.
  if (second + 1 === text.length) return refuse("token.unsigned", "signature", "RFC 8725 section 3.2");
  const claims = parsePart(text.slice(first + 1, second), "claims");
  if (!claims.ok) return claims;
  if (!isJsonObject(claims.value)) return refuse("token.json", "claims", "RFC 7519 section 7.2");
  const signature = decodeBase64url(text.slice(second + 1));
  if (signature === null) return refuse("token.base64url", "signature", "RFC 7515 section 2");
  if (signature.length > MAX_SIGNATURE_BYTES) return refuse("token.size", "signature");
  return { ok: true, token: { header: parsedHeader.header, claims: claims.value, signingInput: text.slice(0, second), signature } };
}

type PartParsed = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly fault: TokenFault };

function parsePart(text: string, part: "header" | "claims"): PartParsed {
  const bytes = decodeBase64url(text);
  if (bytes === null) return { ok: false, fault: tokenFault("token.base64url", part, "RFC 7515 section 2") };
  const parsed = parseJson(bytes, LIMITS, new WorkBudget(MAX_TOKEN_LENGTH));
  // The refusal's pointer may hold member names of the token, so only the code goes on.
  if (!parsed.ok) return { ok: false, fault: tokenFault("token.json", part, "RFC 7515 section 4", parsed.refusal.code) };
  return parsed;
}

function countDots(text: string): number {
  let count = 0;
  for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1)) count += 1;
  return count;
}
