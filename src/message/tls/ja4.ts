/**
 * JA4, the fingerprint of a TLS client by its ClientHello, as FoxIO published it (technical details of JA4; the method is under the BSD 3-Clause licence, unlike
 * the others of the JA4+ family, which are not here). It tells programs apart, not people, and who wants to can copy another's: a hint, never a credential.
 */
import { decodeBase64url } from "../../codec/base64url.ts";
import { toHex } from "../../codec/hex.ts";
import type { Hash } from "../../kernel/deps.ts";
import type { ClientHello } from "./client_hello.ts";

const SERVER_NAME = 0x0000;
const ALPN = 0x0010;

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, "13"],
  [0x0303, "12"],
  [0x0302, "11"],
  [0x0301, "10"],
  [0x0300, "s3"],
  [0x0002, "s2"],
]);
const UNKNOWN_VERSION = "00";
const NOTHING = "000000000000";
const MOST = 99;
const HASH_BYTES = 6;

/** A value that clients send so that servers stay used to values they do not know (RFC 8701). */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);
}

const known = (values: readonly number[]): readonly number[] => values.filter((value) => !isGrease(value));
const hex4 = (value: number): string => value.toString(16).padStart(4, "0");
const count = (values: readonly number[]): string => String(Math.min(values.length, MOST)).padStart(2, "0");
const sorted = (values: readonly number[]): string =>
  values
    .toSorted((one, other) => one - other)
    .map(hex4)
    .join(",");

function versionOf({ version, supportedVersions }: ClientHello): string {
  return VERSIONS.get(Math.max(...known(supportedVersions ?? [version]))) ?? UNKNOWN_VERSION;
}

const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

function alpnOf({ firstAlpn }: ClientHello): string {
  const first = firstAlpn?.at(0);
  const last = firstAlpn?.at(-1);
  if (first === undefined || last === undefined) return "00";
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return `${(first >> 4).toString(16)}${(last & 15).toString(16)}`;
}

function digest(text: string, hash: Hash): string {
  return toHex(decodeBase64url(hash.sha256(text))?.subarray(0, HASH_BYTES) ?? new Uint8Array());
}

/** 36 characters: `t13d1516h2_8daaf6152771_e5627efa2ab1`. Of TLS over TCP only. */
export function toJa4(hello: ClientHello, hash: Hash): string {
  const ciphers = known(hello.ciphers);
  const extensions = known(hello.extensions);
  const named = extensions.includes(SERVER_NAME) ? "d" : "i";
  const hashed = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  const algorithms = known(hello.signatureAlgorithms).map(hex4).join(",");
  const listed = `${sorted(hashed)}${algorithms === "" ? "" : `_${algorithms}`}`;
  return [
    `t${versionOf(hello)}${named}${count(ciphers)}${count(extensions)}${alpnOf(hello)}`,
    ciphers.length === 0 ? NOTHING : digest(sorted(ciphers), hash),
    hashed.length === 0 ? NOTHING : digest(listed, hash),
  ].join("_");
}
