/** UTF-8 that comes in pieces, checked as strictly as whole text (RFC 3629; Unicode standard, table 3-7), at the first byte that can't be right. */

/** From here on words are faster than bytes. */
const MIN_WORDS_BYTES = 128;
const MIN_ASCII_RUN = 16;
const WORD_BYTES = 4;
/** The bits that no ASCII has. */
const NOT_ASCII = 0x80808080;

/** Where the first byte from `at` on stands that is not ASCII; the length where all are. */
function asciiEnd(bytes: Uint8Array, at: number): number {
  const { length, byteOffset } = bytes;
  let end = at;
  while (end < length && (bytes[end] ?? 0) < 0x80) {
    end += 1;
    // Four bytes at a time, where many may follow. Why not at once: text that is ASCII only here and there would make a view for every word.
    if ((byteOffset + end) % WORD_BYTES !== 0 || end - at < MIN_ASCII_RUN || length - end < MIN_WORDS_BYTES) continue;
    const words = new Uint32Array(bytes.buffer, byteOffset + end, (length - end) >>> 2);
    let index = 0;
    while (index < words.length && ((words[index] ?? 0) & NOT_ASCII) === 0) index += 1;
    end += index * WORD_BYTES;
    while (end < length && (bytes[end] ?? 0) < 0x80) end += 1;
    return end;
  }
  return end;
}

export class Utf8Stream {
  /** Continuation bytes that the sequence under way still needs. */
  private needed = 0;
  /** What the next of them may be: narrower after E0, ED, F0 and F4. */
  private low = 0x80;
  private high = 0xbf;

  /** Takes the next piece; false once something is not UTF-8. Linear, nothing is kept. */
  push(bytes: Uint8Array): boolean {
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (this.needed === 0) {
        at = asciiEnd(bytes, at);
        if (at === length) return true;
        if (!this.begin(bytes[at] ?? 0)) return false;
      } else if (!this.follow(bytes[at] ?? 0)) return false;
      at += 1;
    }
    return true;
  }

  /** Whether no sequence is under way: text may end here. */
  get isComplete(): boolean {
    return this.needed === 0;
  }

  private begin(lead: number): boolean {
    if (lead < 0xc2 || lead > 0xf4) return false;
    this.needed = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    this.low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    this.high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  private follow(byte: number): boolean {
    if (byte < this.low || byte > this.high) return false;
    this.needed -= 1;
    this.low = 0x80;
    this.high = 0xbf;
    return true;
  }
}
