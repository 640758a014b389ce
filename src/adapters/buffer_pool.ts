/**
 * Buffers for lines of records, used again and again. Why: a new large buffer per batch costs more than what is written into it, in page faults and in
 * collections of the whole heap that memory outside of it brings about.
 */
import { LINES_CAPACITY } from "../events/record_lines.ts";

const MAX_KEPT = 16;

export class BufferPool {
  private readonly free: ArrayBuffer[] = [];

  /** A buffer of `LINES_CAPACITY` bytes; what it holds is of no meaning. */
  take(): ArrayBuffer {
    return this.free.pop() ?? new ArrayBuffer(LINES_CAPACITY);
  }

  /** Takes back a buffer that nobody uses any more; one of another size is let go. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === LINES_CAPACITY && this.free.length < MAX_KEPT) this.free.push(buffer);
  }
}
