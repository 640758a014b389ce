/**
 * What many small things hold together, in an account that all share: the first of it is free, and what is beyond is taken in steps, so that what comes and goes all
 * the time costs an addition.
 */
import type { KeptHold } from "./kept_bytes.ts";

/** What is free, and a step. */
export const STEP_BYTES = 65_536;

export class CoarseHold {
  /** Bytes at present. */
  bytes = 0;
  private readonly hold: KeptHold;

  constructor(hold: KeptHold) {
    this.hold = hold;
  }

  /** So many bytes more. False where there is no room for them: then nothing has changed. */
  take(bytes: number): boolean {
    const due = dueFor(this.bytes + bytes);
    if (due > this.hold.bytes && !this.hold.add(due - this.hold.bytes)) return false;
    this.bytes += bytes;
    return true;
  }

  /** So many less. */
  giveBack(bytes: number): void {
    this.bytes -= bytes;
    // Why a step late: what goes up and down around a step would take and give it back each time.
    const due = dueFor(this.bytes + STEP_BYTES);
    if (due < this.hold.bytes) this.hold.giveBack(this.hold.bytes - due);
    if (this.bytes <= 0) this.hold.release();
  }
}

function dueFor(bytes: number): number {
  return Math.max(0, Math.ceil(bytes / STEP_BYTES) - 1) * STEP_BYTES;
}
