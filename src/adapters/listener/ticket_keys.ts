/**
 * Keys of session tickets (RFC 5077, RFC 8446 section 4.6.1): derived from a secret that is in memory only and changes every eight hours, for all processes that
 * have it at the same moment. Each configuration of a listener has its own, so that no ticket is good for another.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { EPOCH_MS, nextSecret, SECRET_BYTES, type TicketSecret } from "./ticket_secret.ts";

/** Where listeners get their keys. */
export interface TicketKeySource {
  /** 48 bytes for `setTicketKeys`: the same for the same configuration until the next rotation, in every process with the same secret. */
  keysFor(configuration: string): Buffer;
  /** Calls back after each rotation. */
  onRotation(rotated: () => void): void;
}

/** As `setTicketKeys` takes them. */
export const TICKET_KEY_BYTES = 48;
/** Whole milliseconds of the clock that all processes of a machine share and nobody sets. Why not the wall clock: one that is set back would put off rotations. */
const machineMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export class TicketKeys implements TicketKeySource {
  private readonly nowMs: () => number;
  private secret: Uint8Array;
  /** When the next epoch begins. */
  private nextMs: number;
  private readonly listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | null = null;

  /** `handed`: of the process that served before, or of one that serves beside; without it a secret is made at random. */
  constructor(handed: TicketSecret | null = null, nowMs: () => number = machineMs) {
    this.nowMs = nowMs;
    this.secret = handed === null ? randomBytes(SECRET_BYTES) : new Uint8Array(Buffer.from(handed.secret, "base64url"));
    // Why bounded: whatever was handed over, no epoch is longer than one.
    this.nextMs = Math.min(handed?.nextMs ?? Infinity, nowMs() + EPOCH_MS);
    this.advance();
    this.schedule();
  }

  keysFor(configuration: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.secret, "", `session tickets ${configuration}`, TICKET_KEY_BYTES));
  }

  onRotation(rotated: () => void): void {
    this.listeners.push(rotated);
  }

  /** For a process of this machine that serves the same port: by the channel between the two, never where anybody else can read it. */
  handOver(): TicketSecret {
    this.advance();
    return { secret: Buffer.from(this.secret).toString("base64url"), nextMs: this.nextMs };
  }

  /** Goes on to the epoch of now, called by a timer. A client with an older ticket makes a whole handshake. */
  advance(): void {
    const before = this.nextMs;
    for (; this.nextMs <= this.nowMs(); this.nextMs += EPOCH_MS) this.secret = nextSecret(this.secret);
    if (this.nextMs !== before) for (const rotated of this.listeners) rotated();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.secret.fill(0);
    // Why: whoever asks late must not get keys that everybody can compute.
    this.secret = randomBytes(SECRET_BYTES);
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.advance();
      this.schedule();
    }, this.nextMs - this.nowMs()).unref();
  }
}
