/** Bytes received and not yet understood. The common case borrows the caller's chunk; what must outlive it is copied, each byte a bounded number of times. */

const EMPTY = new Uint8Array(0);
const FIRST_CAPACITY = 1024;
/** A buffer above this is let go when empty, so that an idle connection holds little. */
const KEPT_CAPACITY = 8192;

export class ByteQueue {
  /** Holds the unread bytes at `[start, end)`. */
  bytes: Uint8Array = EMPTY;
  /** Where the unread bytes start; the reader moves it forward. */
  start = 0;
  end = 0;
  private owned: Uint8Array = EMPTY;

  get length(): number {
    return this.end - this.start;
  }

  /** Adds a chunk: borrowed where nothing is unread, else copied behind what is. A borrowed chunk must stay as it is until `keep` or the next `push`. */
  push(chunk: Uint8Array): void {
    if (this.start === this.end) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      if (this.owned.length > KEPT_CAPACITY) this.owned = EMPTY;
      return;
    }
    this.makeRoom(chunk.length);
    this.owned.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Ends the loan of the last chunk: unread bytes are copied out of it. */
  keep(): void {
    if (this.start === this.end) this.clear();
    else if (this.bytes !== this.owned) this.makeRoom(0);
  }

  /** A copy of the unread bytes, which are read by this. */
  take(): Uint8Array {
    // Why not `slice`: that of a Buffer, which adapters feed, is a view and not a copy.
    const copy = new Uint8Array(this.bytes.subarray(this.start, this.end));
    this.start = this.end;
    return copy;
  }

  /** Forgets all bytes. */
  clear(): void {
    this.bytes = EMPTY;
    this.start = 0;
    this.end = 0;
    if (this.owned.length > KEPT_CAPACITY) this.owned = EMPTY;
  }

  /** Moves the unread bytes into the own buffer with room for `more` behind them: doubling, and shifting only where at least half was read, keep it linear. */
  private makeRoom(more: number): void {
    const unread = this.end - this.start;
    if (this.bytes === this.owned && this.end + more <= this.owned.length) return;
    if (unread + more > this.owned.length || (this.bytes === this.owned && this.start < this.owned.length / 2)) {
      let capacity = Math.max(FIRST_CAPACITY, this.owned.length);
      while (capacity < unread + more || (this.bytes === this.owned && capacity === this.owned.length)) capacity *= 2;
      const grown = new Uint8Array(capacity);
      grown.set(this.bytes.subarray(this.start, this.end));
      this.owned = grown;
    } else if (this.bytes === this.owned) this.owned.copyWithin(0, this.start, this.end);
    else this.owned.set(this.bytes.subarray(this.start, this.end));
    this.bytes = this.owned;
    this.start = 0;
    this.end = unread;
  }
}
