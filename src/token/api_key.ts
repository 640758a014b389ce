/**
 * An API key: `pc_<id>_<secret><checksum>`. The prefix and the checksum make a leaked key recognisable to secret scanners without asking anybody; the id names
 * the key in logs and lists; the secret is 32 random bytes.
 */
import { encodeBase64url } from "../codec/base64url.ts";
import type { Random } from "../kernel/deps.ts";
import { crc32 } from "./crc32.ts";

/** What every key begins with. */
export const API_KEY_PREFIX = "pc_";
const ID_LENGTH = 10;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SECRET_START = API_KEY_PREFIX.length + ID_LENGTH + 1;
/** Characters of every key. */
export const API_KEY_LENGTH: number = SECRET_START + SECRET_LENGTH + CHECKSUM_LENGTH;
const ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** A new key. It is shown once and never stored: only its digest is. */
export function generateApiKey(random: Random): { readonly id: string; readonly key: string } {
  let id = "";
  for (const byte of random.bytes(ID_LENGTH)) id += ID_ALPHABET.charAt(byte & 31);
  const body = `${API_KEY_PREFIX}${id}_${encodeBase64url(random.bytes(SECRET_BYTES))}`;
  return { id, key: body + checksumOf(body) };
}

/** The id of a well-formed key; null for any other text, without a look-up. That it is well formed proves nothing. */
export function parseApiKey(text: string): string | null {
  if (text.length !== API_KEY_LENGTH || !text.startsWith(API_KEY_PREFIX) || text.charAt(SECRET_START - 1) !== "_") return null;
  const id = text.slice(API_KEY_PREFIX.length, SECRET_START - 1);
  for (let at = 0; at < id.length; at += 1) if (!ID_ALPHABET.includes(id.charAt(at))) return null;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return text.endsWith(checksumOf(body)) ? id : null;
}

/** Whether a well-formed key stands anywhere in `text`. */
export function holdsApiKey(text: string): boolean {
  for (let at = text.indexOf(API_KEY_PREFIX); at !== -1; at = text.indexOf(API_KEY_PREFIX, at + 1))
    if (parseApiKey(text.slice(at, at + API_KEY_LENGTH)) !== null) return true;
  return false;
}

/** CRC-32 of all before it, as the base64url of four bytes. */
function checksumOf(body: string): string {
  const crc = crc32(body);
  return encodeBase64url(Uint8Array.of(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255));
}
