/**
 * A public key as issuers publish it (RFC 7517, RFC 7518 section 6, RFC 8037): which are fit to verify tokens, and with which algorithms. A key says itself what it
 * may be used for, and the token can only choose among that: no confusion of algorithms can arise.
 */
import { decodeBase64url } from "../codec/base64url.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json/json_value.ts";
import { ALGORITHMS, type CurveName, findAlgorithm, type JwsAlgorithm } from "./algorithms.ts";
import { isTextArray } from "./claims.ts";

/** Members that make up the key, each canonical base64url of the right length. */
export type PublicJwk =
  | { readonly kty: "RSA"; readonly n: string; readonly e: string }
  | { readonly kty: "EC"; readonly crv: Exclude<CurveName, "Ed25519">; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string };

export interface CheckedJwk {
  readonly jwk: PublicJwk;
  readonly keyId: string | null;
  /** Every algorithm that the key's type, curve and `alg` leave; never empty. */
  readonly algorithms: readonly JwsAlgorithm[];
}

/** `reason`: one lower-case sentence for the log; `keyId` where the key has one. */
export type JwkChecked =
  | { readonly ok: true; readonly key: CheckedJwk }
  | { readonly ok: false; readonly keyId: string | null; readonly reason: string };

/** Shortest RSA modulus (RFC 7518 section 3.3). */
const MIN_RSA_BITS = 2_048;
/** Longest RSA modulus: verification time grows with its square. */
const MAX_RSA_BITS = 16_384;
/** Longest public exponent, in bytes: verification time grows with it. 65537 has three. */
const MAX_EXPONENT_BYTES = 4;
const COORDINATE_BYTES: ReadonlyMap<string, number> = new Map([
  ["P-256", 32],
  ["P-384", 48],
  ["P-521", 66],
]);
/** Members of a private or symmetric key: whoever publishes one has lost it. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** Checks one element of `keys`. */
export function checkJwk(value: JsonValue): JwkChecked {
  if (!isJsonObject(value)) return { ok: false, keyId: null, reason: "the key is not an object" };
  const keyId = typeof value["kid"] === "string" ? value["kid"] : null;
  const refuse = (reason: string): JwkChecked => ({ ok: false, keyId, reason });
  if (value["kid"] !== undefined && keyId === null) return refuse("`kid` is not text");
  for (const member of PRIVATE_MEMBERS)
    if (value[member] !== undefined) return refuse("the key has a private or secret part, so it is no longer only its owner's");
  if (value["use"] !== undefined && value["use"] !== "sig") return refuse("`use` is not `sig`");
  const operations = value["key_ops"];
  if (operations !== undefined && !(isTextArray(operations) && operations.includes("verify")))
    return refuse("`key_ops` does not name `verify`");
  const jwk = readMembers(value);
  if (typeof jwk === "string") return refuse(jwk);
  const algorithms = algorithmsOf(jwk, value["alg"]);
  return algorithms.length === 0
    ? refuse("`alg` is no supported algorithm of the key's type and curve")
    : { ok: true, key: { jwk, keyId, algorithms } };
}

/** The text whose SHA-256 is the key's thumbprint (RFC 7638 section 3): the required members in alphabetical order, no blanks. */
export function toThumbprintInput(jwk: PublicJwk): string {
  switch (jwk.kty) {
    case "RSA":
      return `{"e":"${jwk.e}","kty":"RSA","n":"${jwk.n}"}`;
    case "EC":
      return `{"crv":"${jwk.crv}","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`;
    case "OKP":
      break;
  }
  return `{"crv":"${jwk.crv}","kty":"OKP","x":"${jwk.x}"}`;
}

function algorithmsOf(jwk: PublicJwk, alg: JsonValue | undefined): readonly JwsAlgorithm[] {
  const curve = jwk.kty === "RSA" ? null : jwk.crv;
  const fitting = ALGORITHMS.filter((row) => row.keyType === jwk.kty && row.curve === curve);
  if (alg === undefined) return fitting;
  const named = typeof alg === "string" ? findAlgorithm(alg) : null;
  // `EdDSA` and `Ed25519` are two names of one algorithm (RFC 9864 section 2.2).
  return named === null
    ? []
    : fitting.filter((row) => row === named || (row.scheme === "eddsa" && named.scheme === "eddsa" && row.curve === named.curve));
}

/** The members of the key, or why they are none. */
function readMembers(value: JsonObject): PublicJwk | string {
  const type = value["kty"];
  if (type === "RSA") return readRsa(value);
  if (type === "EC") return readEc(value);
  if (type === "OKP") return readOkp(value);
  return type === "oct" ? "a shared secret can't be published" : "`kty` is not RSA, EC or OKP";
}

function readRsa({ n, e }: JsonObject): PublicJwk | string {
  const modulus = typeof n === "string" ? decodeBase64url(n) : null;
  const exponent = typeof e === "string" ? decodeBase64url(e) : null;
  if (modulus === null || exponent === null || typeof n !== "string" || typeof e !== "string")
    return "`n` and `e` are not canonical base64url";
  const bits = bitLength(modulus);
  if (bits < MIN_RSA_BITS) return `the RSA modulus has fewer than ${MIN_RSA_BITS} bits`;
  if (bits > MAX_RSA_BITS) return `the RSA modulus has more than ${MAX_RSA_BITS} bits`;
  if (modulus[0] === 0 || exponent[0] === 0) return "`n` or `e` starts with a zero byte";
  const last = exponent.at(-1) ?? 0;
  if (exponent.length > MAX_EXPONENT_BYTES || last % 2 === 0 || (exponent.length === 1 && last < 3))
    return "the RSA exponent is not an odd number from 3 to four bytes";
  return { kty: "RSA", n, e };
}

function readEc({ crv, x, y }: JsonObject): PublicJwk | string {
  if (crv !== "P-256" && crv !== "P-384" && crv !== "P-521") return "`crv` is not P-256, P-384 or P-521";
  const bytes = COORDINATE_BYTES.get(crv);
  if (typeof x !== "string" || typeof y !== "string" || decodeBase64url(x)?.length !== bytes || decodeBase64url(y)?.length !== bytes)
    return "`x` and `y` are not coordinates of the curve's length";
  return { kty: "EC", crv, x, y };
}

function readOkp({ crv, x }: JsonObject): PublicJwk | string {
  if (crv !== "Ed25519") return "`crv` is not Ed25519";
  if (typeof x !== "string" || decodeBase64url(x)?.length !== 32) return "`x` is not 32 bytes";
  return { kty: "OKP", crv, x };
}

/** Bits from the highest that is set. */
function bitLength(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return at === bytes.length ? 0 : (bytes.length - at) * 8 - Math.clz32(bytes[at] ?? 0) + 24;
}
