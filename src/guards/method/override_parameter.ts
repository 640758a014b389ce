/** Finds the query parameter `_method`, by which Rails, Laravel, Express and others let a request be another method than it says. */

const NAME = "_method";
const PERCENT = 37;

/**
 * Whether a raw query has a parameter of that name: in any case, percent-encoded in any part, after `&` or `;`, with `[` after it or without a value.
 * One pass, no allocation.
 */
export function namesMethodOverride(query: string): boolean {
  let at = 0;
  while (at < query.length) {
    let matched = 0;
    while (matched < NAME.length && at < query.length) {
      const escaped = query.charCodeAt(at) === PERCENT ? hexPair(query, at + 1) : -1;
      const code = escaped === -1 ? query.charCodeAt(at) : escaped;
      if ((code >= 65 && code <= 90 ? code + 32 : code) !== NAME.charCodeAt(matched)) break;
      matched++;
      at += escaped === -1 ? 1 : 3;
    }
    if (matched === NAME.length && endsName(query, at)) return true;
    while (at < query.length && !isSeparator(query.charCodeAt(at))) at++;
    at++;
  }
  return false;
}

const isSeparator = (code: number): boolean => code === 38 || code === 59;

/** The name ends at `=`, `&`, `;`, `[`, the end, or an escape of one of these. */
function endsName(query: string, at: number): boolean {
  if (at >= query.length) return true;
  const code = query.charCodeAt(at) === PERCENT ? hexPair(query, at + 1) : query.charCodeAt(at);
  return code === 61 || code === 91 || code === 0 || isSeparator(code);
}

/** The byte of two hex digits, or -1. */
function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
