/**
 * How many streams of a connection never became an exchange: the protocol library reset them for their head, and says so to nobody. Told from the numbers of the
 * streams, which a client takes in ascending order (RFC 9113 section 5.1.1).
 */

/** A stream is opened by a frame of at least so many bytes, so that a client that passes numbers over can't make the count jump. */
const BYTES_PER_STREAM = 10;

export class StreamTally {
  private begun = 0;
  private told = 0;

  /** An exchange began on a stream. */
  began(): void {
    this.begun++;
  }

  /** `lastStream`: the highest number seen, 0 for none; `bytesRead`: of the connection, so far. Gives how many more were reset than when this was last asked. */
  moreResets(lastStream: number, bytesRead: number): number {
    const opened = Math.min(Math.floor((lastStream + 1) / 2), Math.floor(bytesRead / BYTES_PER_STREAM));
    const more = Math.max(0, opened - this.begun - this.told);
    this.told += more;
    return more;
  }
}
