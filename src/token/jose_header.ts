/** The JOSE header of a token (RFC 7515 section 4): three members are read, those that could steer the verification are refused, all others mean nothing. */
import { isJsonObject, type JsonValue } from "../codec/json/json_value.ts";
import { type TokenFault, tokenFault } from "./token_fault.ts";

export interface JoseHeader {
  readonly algorithm: string;
  /** Null when absent. Only ever looked up in a map: a path or SQL in it reaches nothing. */
  readonly keyId: string | null;
  /** `typ` in lower case, without a leading `application/` (RFC 7515 section 4.1.9); null when absent. */
  readonly type: string | null;
}

/** Longest `kid`, in UTF-16 code units. */
const MAX_KEY_ID_LENGTH = 256;

/**
 * Members that let the token choose its own key or change what is signed. `crit`: no extension is understood (section 4.1.11), `b64` among them (RFC 7797).
 * `zip`, `enc`: of encrypted tokens (RFC 7516).
 */
const REFUSED: readonly (readonly [member: string, rule: string])[] = [
  ["crit", "RFC 7515 section 4.1.11"],
  ["b64", "RFC 7797 section 3"],
  ["jku", "RFC 8725 section 3.10"],
  ["jwk", "RFC 8725 section 3.10"],
  ["x5u", "RFC 8725 section 3.10"],
  ["x5c", "RFC 8725 section 3.10"],
  ["zip", "RFC 7516 section 4.1.3"],
  ["enc", "RFC 7516 section 4.1.2"],
];

export type HeaderParsed = { readonly ok: true; readonly header: JoseHeader } | { readonly ok: false; readonly fault: TokenFault };

const refuse = (fault: TokenFault): HeaderParsed => ({ ok: false, fault });

/** Reads the parsed header. Whether the algorithm is allowed is not asked here. */
export function parseHeader(value: JsonValue): HeaderParsed {
  if (!isJsonObject(value)) return refuse(tokenFault("token.json", "header", "RFC 7515 section 4"));
  for (const [member, rule] of REFUSED)
    if (value[member] !== undefined) return refuse(tokenFault("token.header", `header/${member}`, rule));
  const { alg, kid, typ } = value;
  if (typeof alg !== "string") return refuse(tokenFault("token.header", "header/alg", "RFC 7515 section 4.1.1", "`alg` is not text"));
  if (kid !== undefined && (typeof kid !== "string" || kid.length > MAX_KEY_ID_LENGTH))
    return refuse(tokenFault("token.header", "header/kid", "RFC 7515 section 4.1.4", "`kid` is not text of a bearable length"));
  if (typ !== undefined && typeof typ !== "string")
    return refuse(tokenFault("token.header", "header/typ", "RFC 7515 section 4.1.9", "`typ` is not text"));
  return { ok: true, header: { algorithm: alg, keyId: kid ?? null, type: typ === undefined ? null : toBareType(typ) } };
}

function toBareType(type: string): string {
  const lower = type.toLowerCase();
  return lower.startsWith("application/") ? lower.slice("application/".length) : lower;
}
