/** Content-Length as one plain decimal number (RFC 9110 section 8.6), no sign, no leading zero, no list: what two parsers could read differently is refused. */

/** Digits of the largest integer that a double counts exactly. */
const MAX_DIGITS = 16;

/** Bytes that the field's value declares; null where it is malformed or above 2^53-1. */
export function parseContentLength(value: string): number | null {
  if (value.length === 0 || value.length > MAX_DIGITS || (value.length > 1 && value[0] === "0")) return null;
  let bytes = 0;
  for (let at = 0; at < value.length; at += 1) {
    const digit = value.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return null;
    bytes = bytes * 10 + digit;
  }
  return Number.isSafeInteger(bytes) ? bytes : null;
}
