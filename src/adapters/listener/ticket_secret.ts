/**
 * The secret that keys of session tickets come from (RFC 5077 section 5.5), as it goes through its epochs of eight hours: a ratchet of HKDF (RFC 5869), so that all
 * who were given one epoch's secret reach the same next one without talking, and whoever gets hold of it later can't compute those before.
 */
import { hkdfSync } from "node:crypto";
import { closeSync, readFileSync } from "node:fs";
import { z } from "zod";

/** A secret on its way to another process of the same machine, as JSON. */
export interface TicketSecret {
  /** 32 bytes in base64url. */
  readonly secret: string;
  /** When the next epoch begins, in milliseconds of the machine's monotonic clock. */
  readonly nextMs: number;
}

export const EPOCH_MS: number = 8 * 3_600_000;
export const SECRET_BYTES = 32;

export const ticketSecret: z.ZodType<TicketSecret> = z.strictObject({
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
  nextMs: z.int().min(0),
});

/** That of the next epoch. The one that was given is overwritten. */
export function nextSecret(secret: Uint8Array): Uint8Array {
  const next = new Uint8Array(hkdfSync("sha256", secret, "", "session tickets: next epoch", SECRET_BYTES));
  secret.fill(0);
  return next;
}

/** What another process wrote to the descriptor, which is closed then; null where it ended without a word. Throws for what is no secret. */
export function readTicketSecret(fd: number): TicketSecret | null {
  try {
    const text = readFileSync(fd, "utf8");
    return text === "" ? null : ticketSecret.parse(JSON.parse(text));
  } finally {
    closeSync(fd);
  }
}
