/** base64url (RFC 4648 section 5) in its one canonical form: no padding, no whitespace, no stray bits. Two spellings of one token would be two cache keys. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const INVALID = 255;
const VALUES = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value;

const valueAt = (text: string, at: number): number => VALUES[text.charCodeAt(at)] ?? INVALID;

/** The bytes, or null where the text is not canonical base64url: any other character, a length of 1 modulo 4, unused bits that are not zero. */
export function decodeBase64url(text: string): Uint8Array | null {
  const rest = text.length % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  const whole = text.length - rest;
  let out = 0;
  for (let at = 0; at < whole; at += 4) {
    const a = valueAt(text, at);
    const b = valueAt(text, at + 1);
    const c = valueAt(text, at + 2);
    const d = valueAt(text, at + 3);
    if ((a | b | c | d) > 63) return null;
    bytes[out] = (a << 2) | (b >> 4);
    bytes[out + 1] = ((b & 15) << 4) | (c >> 2);
    bytes[out + 2] = ((c & 3) << 6) | d;
    out += 3;
  }
  if (rest === 0) return bytes;
  const a = valueAt(text, whole);
  const b = valueAt(text, whole + 1);
  const c = rest === 3 ? valueAt(text, whole + 2) : 0;
  if ((a | b | c) > 63 || (rest === 2 ? (b & 15) !== 0 : (c & 3) !== 0)) return null;
  bytes[out] = (a << 2) | (b >> 4);
  if (rest === 3) bytes[out + 1] = ((b & 15) << 4) | (c >> 2);
  return bytes;
}

/** Canonical base64url of the bytes, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  let out = "";
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out += symbol(word >> 18) + symbol(word >> 12) + symbol(word >> 6) + symbol(word);
  }
  if (at + 1 === bytes.length) {
    const word = (bytes[at] ?? 0) << 16;
    return out + symbol(word >> 18) + symbol(word >> 12);
  }
  if (at + 2 === bytes.length) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8);
    return out + symbol(word >> 18) + symbol(word >> 12) + symbol(word >> 6);
  }
  return out;
}

const symbol = (value: number): string => ALPHABET.charAt(value & 63);
