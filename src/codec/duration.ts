/** Durations as an operator writes them: `500ms`, `30s`, `15m`, `2h`, `7d`. */

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Milliseconds of `COUNT UNIT` without a blank: at most nine digits, then `ms`, `s`, `m`, `min`, `h` or `d`. Null for anything else; there is no default unit. */
export function parseDuration(text: string): number | null {
  let end = 0;
  let count = 0;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 48;
    if (digit < 0 || digit > 9) break;
    count = count * 10 + digit;
  }
  if (end === 0 || end > 9) return null;
  const unit = UNITS_MS.get(text.slice(end));
  return unit === undefined ? null : count * unit;
}
