/** When a certificate is ordered anew, and how long to wait after an order that failed. Pure; `random` is from 0 up to 1. */

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;
/** What an authority may ask to wait at most: beyond, a mistake of its own would end renewals. */
const LONGEST_ASKED_MS = 3 * 86_400_000;

export interface Validity {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** With a third of the lifetime left, or up to a tenth of that third before, so that not all gateways ask at once. Epoch milliseconds. */
export function renewalMs({ fromMs, toMs }: Validity, random: number): number {
  const third = Math.max(0, toMs - fromMs) / 3;
  return toMs - third - (third * random) / 10;
}

/** Doubles with each failure in a row from one minute to six hours, give or take a quarter; never less than what the authority asked for, which counts up to three days. */
export function retryDelayMs(failures: number, askedMs: number, random: number, firstMs: number = FIRST_RETRY_MS): number {
  const delayMs = Math.min(LONGEST_RETRY_MS, firstMs * 2 ** Math.min(30, failures - 1)) * (0.75 + random / 2);
  return Math.max(delayMs, Math.min(askedMs, LONGEST_ASKED_MS));
}

/** `Retry-After` (RFC 9110 section 10.2.3): seconds or a date. Milliseconds; 0 where it says nothing. */
export function retryAfterMs(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  if (/^[0-9]{1,9}$/u.test(text)) return Number(text) * 1_000;
  const atMs = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
