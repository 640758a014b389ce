/** A part of percent-encoded text, named by where it stands in the decoded text. */

const PERCENT = 0x25;

/**
 * The encoded text of the decoded characters from `from` up to `to` (UTF-16 code units, not inside a surrogate pair). `encoded` must be well formed: every `%`
 * with two hex digits, UTF-8 once decoded, as in a canonical path. Linear.
 */
export function encodedSlice(encoded: string, from: number, to: number): string {
  let decoded = 0;
  let start = encoded.length;
  let at = 0;
  for (; at < encoded.length; ) {
    const isEscape = encoded.charCodeAt(at) === PERCENT;
    const byte = isEscape ? Number.parseInt(encoded.slice(at + 1, at + 3), 16) : 0;
    // A continuation byte belongs to the character before it (RFC 3629 section 3).
    const continues = (byte & 0xc0) === 0x80;
    if (!continues) {
      if (decoded === from && start > at) start = at;
      if (decoded >= to) break;
      decoded += byte >= 0xf0 ? 2 : 1;
    }
    at += isEscape ? 3 : 1;
  }
  return encoded.slice(start, at);
}
