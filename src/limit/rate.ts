/** Rates as an operator writes them: `100/min`, `10/s`, `5000/h`, `20000/d`. */

export interface Rate {
  /** Calls per period, at least 1. */
  readonly count: number;
  readonly periodS: number;
}

const PERIODS_S: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["sec", 1],
  ["second", 1],
  ["m", 60],
  ["min", 60],
  ["minute", 60],
  ["h", 3600],
  ["hour", 3600],
  ["d", 86_400],
  ["day", 86_400],
]);

/** A limiter counts whole microseconds per call: one a microsecond is the most that can be told apart. */
export const MAX_CALLS_PER_SECOND = 1_000_000;
/** Digits of a count: far beyond any use, and exact in a double. */
const MAX_DIGITS = 9;

/** What a rate may look like, for messages and docs. */
export const RATE_GRAMMAR = "a count, `/` and one of s, min, h, d, as in `100/min`";

/**
 * Reads `COUNT/PERIOD`: decimal count without sign or leading zero, period `s`, `sec`, `second`, `m`, `min`, `minute`, `h`, `hour`, `d` or `day`, no blanks.
 * Null for anything else, for a count of zero and for more than `MAX_CALLS_PER_SECOND`.
 */
export function parseRate(text: string): Rate | null {
  const slash = text.indexOf("/");
  if (slash < 1 || slash > MAX_DIGITS) return null;
  let count = 0;
  for (let index = 0; index < slash; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9 || (index === 0 && digit === 0)) return null;
    count = count * 10 + digit;
  }
  const periodS = PERIODS_S.get(text.slice(slash + 1));
  if (periodS === undefined || count > periodS * MAX_CALLS_PER_SECOND) return null;
  return { count, periodS };
}
