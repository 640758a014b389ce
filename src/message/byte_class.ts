/** Which bytes may stand where in an HTTP message, as tables of 256 (RFC 9110 section 5.5 and 5.6.2, RFC 9112 section 3.2, RFC 3986). */
import { isBlank } from "../codec/field_syntax.ts";

/** Lower-case byte of each token byte (`tchar`, RFC 9110 section 5.6.2), 0 for every other: validates and folds case in one look-up. */
export const TOKEN_LOWER: Uint8Array = new Uint8Array(256);
/** 1 for a byte of a field value or reason phrase: HTAB, SP, visible ASCII and obs-text 0x80-0xff, which is kept byte for byte; no control, no DEL. */
export const VALUE_BYTE: Uint8Array = new Uint8Array(256);
/** 1 for a byte of a request target before its `?`: what RFC 3986 allows in a URI. So no `"<>\^` nor backtick, `{|}`, blank, control or non-ASCII. */
export const TARGET_BYTE: Uint8Array = new Uint8Array(256);
/** The same for its query: `?`, and `^{|}` and the backtick, which browsers do not encode there (WHATWG URL, query percent-encode set) and all servers read alike. */
export const QUERY_BYTE: Uint8Array = new Uint8Array(256);

const TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";
const NEVER_IN_TARGET = '#"<>\\^`{|}';
const ONLY_IN_QUERY = "?^`{|}";

for (let byte = 0; byte < 256; byte += 1) {
  const text = String.fromCharCode(byte);
  const digit = byte >= 0x30 && byte <= 0x39;
  const lower = byte >= 0x61 && byte <= 0x7a;
  const upper = byte >= 0x41 && byte <= 0x5a;
  if (digit || lower || TOKEN_SYMBOLS.includes(text)) TOKEN_LOWER[byte] = byte;
  if (upper) TOKEN_LOWER[byte] = byte + 0x20;
  if (byte === 0x09 || (byte >= 0x20 && byte !== 0x7f)) VALUE_BYTE[byte] = 1;
  const inTarget = byte > 0x20 && byte < 0x7f && !NEVER_IN_TARGET.includes(text);
  if (inTarget && text !== "?") TARGET_BYTE[byte] = 1;
  if (inTarget || ONLY_IN_QUERY.includes(text)) QUERY_BYTE[byte] = 1;
}

function allOf(table: Uint8Array, text: string, from: number = 0, to: number = text.length): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff || table[code] === 0) return false;
  }
  return true;
}

/** Whether `text` may be a field value as it is: no control but HTAB, nothing above 0xff, no blank at either end. The empty text may. */
export function isFieldValue(text: string): boolean {
  return allOf(VALUE_BYTE, text) && !isBlank(text.charCodeAt(0)) && !isBlank(text.charCodeAt(text.length - 1));
}

/** Whether `text` may stand in a request line as its target. Says nothing of its form. */
export function isTargetText(text: string): boolean {
  const mark = text.indexOf("?");
  const end = mark === -1 ? text.length : mark;
  return text.length > 0 && allOf(TARGET_BYTE, text, 0, end) && allOf(QUERY_BYTE, text, end);
}
