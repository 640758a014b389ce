/** Reading of length-prefixed vectors (RFC 8446 section 3.4) from bytes nobody has looked at: past the end there is null, never a throw. */

export class ByteCursor {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** A number of `size` bytes, big-endian; null where there are fewer. `size` is at most 4. */
  number(size: number): number | null {
    if (this.left < size) return null;
    let value = 0;
    for (let index = 0; index < size; index += 1) value = value * 256 + (this.bytes[this.at + index] ?? 0);
    this.at += size;
    return value;
  }

  /** The next `length` bytes, not copied; null where there are fewer. */
  take(length: number): Uint8Array | null {
    if (this.left < length) return null;
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  /** A vector whose length stands before it in `size` bytes. */
  vector(size: number): Uint8Array | null {
    const length = this.number(size);
    return length === null ? null : this.take(length);
  }
}

/** The numbers of two bytes that fill `bytes` to its end; null where a byte is left over. */
export function toUint16s(bytes: Uint8Array): readonly number[] | null {
  if (bytes.length % 2 !== 0) return null;
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) numbers.push((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  return numbers;
}
