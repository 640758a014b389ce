/**
 * The least rate at which a transfer must go on (CWE-400; OWASP API4:2023): a bound on pauses alone lets a client that sends one byte before each of them ends hold
 * its connection for as long as the whole request may take.
 */

/** Bytes a second, and the time that a transfer is given before it counts. */
export interface LeastRate {
  readonly bytesPerS: number;
  readonly graceMs: number;
}

/** When so many bytes must have been moved, counted from when their transfer began. Milliseconds. */
export function transferMs({ bytesPerS, graceMs }: LeastRate, bytes: number): number {
  return graceMs + (bytes * 1_000) / bytesPerS;
}

/** One transfer whose length is not known. Time in which its receiver wants nothing does not count against its sender. */
export class DataRate {
  private readonly least: LeastRate;
  private beganMs: number;
  private bytes = 0;
  private pausedAtMs: number | null = null;

  /** Begins now. */
  constructor(least: LeastRate, nowMs: number) {
    this.least = least;
    this.beganMs = nowMs;
  }

  add(bytes: number): void {
    this.bytes += bytes;
  }

  /** Nothing more is wanted for a while. */
  pause(nowMs: number): void {
    this.pausedAtMs ??= nowMs;
  }

  /** More is wanted again. */
  resume(nowMs: number): void {
    if (this.pausedAtMs === null) return;
    this.beganMs += nowMs - this.pausedAtMs;
    this.pausedAtMs = null;
  }

  /** When the transfer falls below its rate unless something comes before; Infinity while it is paused. */
  get dueMs(): number {
    return this.pausedAtMs === null ? this.beganMs + transferMs(this.least, this.bytes) : Infinity;
  }
}
