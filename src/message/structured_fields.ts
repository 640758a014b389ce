/** Structured field values (RFC 9651), written: items, parameters and lists, as `RateLimit` and `RateLimit-Policy` need them. */
import { isTokenCharacter } from "../codec/field_syntax.ts";

/** A token, to be told from a string. Made by `sfToken`. */
export interface SfToken {
  readonly token: string;
}

/** A string, an integer of at most fifteen digits, a boolean, bytes, or a token. */
export type SfBareItem = string | number | boolean | Uint8Array | SfToken;

export interface SfItem {
  readonly value: SfBareItem;
  readonly parameters: readonly (readonly [key: string, value: SfBareItem])[];
}

const MAX_INTEGER = 999_999_999_999_999;

/** A token (RFC 9651 section 3.3.4). Throws a RangeError where the text is none: tokens are ours, never a caller's. */
export function sfToken(text: string): SfToken {
  const first = text.charCodeAt(0) | 0x20;
  const starts = (first >= 0x61 && first <= 0x7a) || text.startsWith("*");
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isTokenCharacter(code) && code !== 0x3a && code !== 0x2f) throw new RangeError(`\`${text}\` is no structured field token`);
  }
  if (!starts) throw new RangeError(`\`${text}\` is no structured field token`);
  return { token: text };
}

/**
 * A string (RFC 9651 section 4.1.6). Names that operators chose may hold what a string can't; those characters become `?`, so that a field always goes out and
 * never ends a line.
 */
function stringText(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x5c) out += `\\${text.charAt(at)}`;
    else out += code >= 0x20 && code <= 0x7e ? text.charAt(at) : "?";
  }
  return `"${out}"`;
}

function bareText(value: SfBareItem): string {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "boolean") return value ? "?1" : "?0";
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Math.abs(value) > MAX_INTEGER) throw new RangeError(`${value} is no structured field integer`);
    return value === 0 ? "0" : String(value);
  }
  return value instanceof Uint8Array ? `:${base64(value)}:` : value.token;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function isKey(key: string): boolean {
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    const lower = (code >= 0x61 && code <= 0x7a) || code === 0x2a;
    const later = (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d || code === 0x2e;
    if (!lower && (at === 0 || !later)) return false;
  }
  return key.length > 0;
}

/** An item with its parameters (RFC 9651 section 4.1.3). Throws a RangeError for a key or number that has no form: both are ours. */
export function toSfItem(item: SfItem): string {
  let text = bareText(item.value);
  for (const [key, value] of item.parameters) {
    if (!isKey(key)) throw new RangeError(`\`${key}\` is no structured field key`);
    text += value === true ? `;${key}` : `;${key}=${bareText(value)}`;
  }
  return text;
}

/** A list of items (RFC 9651 section 4.1.1). */
export function toSfList(items: readonly SfItem[]): string {
  return items.map(toSfItem).join(", ");
}
