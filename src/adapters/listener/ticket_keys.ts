/**
 * Keys of session tickets (RFC 5077, RFC 8446 section 4.6.1): made at random in the process, never written down, and replaced every eight hours, so that a key that
 * gets out opens no older recording. Each configuration of a listener has its own, derived from the one secret, so that no ticket is good for another.
 */
import { hkdfSync, randomBytes } from "node:crypto";

/** Where listeners get their keys: a process of its own makes them; several that serve the same port share one source. */
export interface TicketKeySource {
  /** 48 bytes for `setTicketKeys`: the same for the same configuration until the next rotation. */
  keysFor(configuration: string): Buffer;
  /** Calls back after each rotation. */
  onRotation(rotated: () => void): void;
}

const ROTATION_MS = 8 * 3_600_000;
const KEY_BYTES = 48;

export class TicketKeys implements TicketKeySource {
  private secret = randomBytes(32);
  private readonly listeners: (() => void)[] = [];
  private readonly timer = setInterval(() => this.rotate(), ROTATION_MS).unref();

  keysFor(configuration: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.secret, "", `session tickets ${configuration}`, KEY_BYTES));
  }

  onRotation(rotated: () => void): void {
    this.listeners.push(rotated);
  }

  /** New keys from here on. A client with an older ticket makes a whole handshake. */
  rotate(): void {
    this.secret = randomBytes(32);
    for (const rotated of this.listeners) rotated();
  }

  close(): void {
    clearInterval(this.timer);
  }
}
