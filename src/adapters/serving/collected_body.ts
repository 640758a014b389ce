/**
 * A body that is kept whole. Small parts are copied together, so that what it costs is its bytes and not the number of parts its sender cut it into: a chunk of
 * one byte, kept as a view, would cost a hundred times that.
 */

const EMPTY = new Uint8Array(0);
const FIRST_CAPACITY = 4_096;

export class CollectedBody {
  /** Bytes so far. */
  length = 0;
  /** The first part as it came, while there is no other. */
  private only: Uint8Array | null = null;
  private joined: Uint8Array = EMPTY;

  /** Adds a part. It is kept as it is where it stays the only one, so it must not be reused; else it is copied. */
  add(part: Uint8Array): void {
    if (part.length === 0) return;
    if (this.length === 0) this.only = part;
    else {
      if (this.only !== null) this.copy(this.only, 0);
      this.only = null;
      this.copy(part, this.length);
    }
    this.length += part.length;
  }

  /** All parts as one. */
  bytes(): Uint8Array {
    return this.only ?? this.joined.subarray(0, this.length);
  }

  /** Doubling, so that all copies together are linear. */
  private copy(part: Uint8Array, at: number): void {
    const needed = at + part.length;
    if (needed > this.joined.length) {
      const grown = new Uint8Array(Math.max(FIRST_CAPACITY, needed, this.joined.length * 2));
      grown.set(this.joined.subarray(0, at));
      this.joined = grown;
    }
    this.joined.set(part, at);
  }
}
