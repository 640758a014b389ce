/** UTF-8, strictly (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF, no sequence cut short. */

/**
 * How many bytes the well-formed sequence at `at` has (1 to 4), or 0 where none begins there. `end` bounds the look-ahead.
 * The byte ranges are those of the Unicode standard, table 3-7.
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] ?? 0xff;
  if (lead < 0x80) return 1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || at + length > end) return 0;
  if (!isSecondByte(lead, bytes[at + 1] ?? 0)) return 0;
  for (let next = at + 2; next < at + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Whether `second` may follow `lead`: where overlong forms (C0, E0, F0), surrogates (ED) and too large values (F4) are told apart. */
export function isSecondByte(lead: number, second: number): boolean {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return second >= 0x80 && second <= 0xbf;
  }
}

/** Offset of the first byte that is not part of a well-formed sequence, -1 where all are. */
export function utf8ErrorAt(bytes: Uint8Array): number {
  const end = bytes.length;
  let at = 0;
  while (at < end) {
    if ((bytes[at] ?? 0) < 0x80) {
      at += 1;
      continue;
    }
    const length = utf8SequenceLength(bytes, at, end);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text, a byte order mark kept as U+FEFF; null where the bytes are not UTF-8. `utf8ErrorAt` says where. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    // The decoder's one refusal (WHATWG Encoding, `fatal`); anything else is a bug and goes on.
    if (error instanceof TypeError) return null;
    throw error;
  }
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
