/** UTF-8 as JSON needs it (RFC 3629): decoded whole or refused, with the place of the first wrong byte. */

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of valid UTF-8, a byte order mark kept as U+FEFF; null where the bytes are not valid. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    // The decoder's one refusal (WHATWG Encoding, `fatal`); anything else is a bug and goes on.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Length of the sequence that starts with this byte, and the range its second byte must be in (RFC 3629 section 4); length 0 for no start. */
function leadOf(byte: number): readonly [length: number, low: number, high: number] {
  if (byte < 0x80) return [1, 0, 0];
  if (byte >= 0xc2 && byte <= 0xdf) return [2, 0x80, 0xbf];
  if (byte === 0xe0) return [3, 0xa0, 0xbf];
  if (byte === 0xed) return [3, 0x80, 0x9f];
  if (byte >= 0xe1 && byte <= 0xef) return [3, 0x80, 0xbf];
  if (byte === 0xf0) return [4, 0x90, 0xbf];
  if (byte >= 0xf1 && byte <= 0xf3) return [4, 0x80, 0xbf];
  if (byte === 0xf4) return [4, 0x80, 0x8f];
  return [0, 0, 0];
}

/** Index of the first byte of the first sequence that is not UTF-8; the length where all is valid. */
export function invalidUtf8Offset(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const [length, low, high] = leadOf(bytes[at] ?? 0);
    if (length === 0 || at + length > bytes.length) return at;
    for (let index = 1; index < length; index += 1) {
      const byte = bytes[at + index] ?? 0;
      if (byte < (index === 1 ? low : 0x80) || byte > (index === 1 ? high : 0xbf)) return at;
    }
    at += length;
  }
  return at;
}

/** Bytes that the first `end` code units of well-formed text take in UTF-8. */
export function utf8Length(text: string, end: number): number {
  let bytes = Math.min(end, text.length);
  for (let index = 0; index < end && index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    // A surrogate pair is four bytes in two code units, so each half adds one.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
