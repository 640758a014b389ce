/** Finds a byte sequence in bytes, in linear time whatever either of them holds (Knuth, Morris, Pratt). */

export class ByteSearch {
  private readonly needle: Uint8Array;
  /** Per prefix of the needle: the length of its longest proper prefix that is also its end. */
  private readonly fallback: Uint32Array;

  /** `needle` has at least one byte; it is kept, not copied. */
  constructor(needle: Uint8Array) {
    if (needle.length === 0) throw new RangeError("nothing to search for");
    this.needle = needle;
    this.fallback = new Uint32Array(needle.length);
    let matched = 0;
    for (let at = 1; at < needle.length; at += 1) {
      while (matched > 0 && needle[at] !== needle[matched]) matched = this.fallback[matched - 1] ?? 0;
      if (needle[at] === needle[matched]) matched += 1;
      this.fallback[at] = matched;
    }
  }

  /** Index of the first occurrence that begins at `from` or later, -1 where there is none. */
  indexIn(bytes: Uint8Array, from: number): number {
    const { needle, fallback } = this;
    const first = needle[0] ?? 0;
    let matched = 0;
    for (let at = from; at < bytes.length; at += 1) {
      if (matched === 0) {
        // The runtime's own search passes what can't begin an occurrence.
        at = bytes.indexOf(first, at);
        if (at < 0) return -1;
      }
      const byte = bytes[at];
      while (matched > 0 && byte !== needle[matched]) matched = fallback[matched - 1] ?? 0;
      if (byte === needle[matched]) matched += 1;
      if (matched === needle.length) return at - matched + 1;
    }
    return -1;
  }
}
