/** Sizes as an operator writes them: `512`, `256KB`, `1MB`, `1.5` is not one. */

const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1024],
  ["kib", 1024],
  ["mb", 1024 ** 2],
  ["mib", 1024 ** 2],
  ["gb", 1024 ** 3],
  ["gib", 1024 ** 3],
]);

/**
 * Bytes of `COUNT[UNIT]`: decimal digits, then nothing, `B`, `KB`, `MB`, `GB` or their `KiB` forms in any case, one optional blank between; 1 KB is 1024
 * bytes. Null for anything else and beyond 2^53.
 */
export function parseByteSize(text: string): number | null {
  let end = 0;
  let count = 0;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 48;
    if (digit < 0 || digit > 9) break;
    count = count * 10 + digit;
  }
  if (end === 0 || end > 15 || text.length > 24) return null;
  const unit = UNITS.get(text.slice(text[end] === " " && end + 1 < text.length ? end + 1 : end).toLowerCase());
  if (unit === undefined || count * unit > Number.MAX_SAFE_INTEGER) return null;
  return count * unit;
}
