/** A set of Unicode code points: what one character of a pattern may be. */

/** Flat pairs `[low, high, low, high, ...]`, ascending, neither touching nor overlapping: equal sets have equal arrays. */
export type CodePointSet = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;

/** The set of the given pairs, which may overlap and stand in any order. */
export function toCodePointSet(ranges: readonly (readonly [low: number, high: number])[]): CodePointSet {
  const set: number[] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = set.length - 1;
    const end = set[last];
    if (end !== undefined && low <= end + 1) set[last] = Math.max(end, high);
    else set.push(low, high);
  }
  return set;
}

/** The pairs of a set. */
export function rangesOf(set: CodePointSet): readonly (readonly [low: number, high: number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let index = 0; index < set.length; index += 2) ranges.push([set[index] ?? 0, set[index + 1] ?? 0]);
  return ranges;
}

/** Every code point that is not in the set. */
export function complementOf(set: CodePointSet): CodePointSet {
  const rest: number[] = [];
  let next = 0;
  for (const [low, high] of rangesOf(set)) {
    if (low > next) rest.push(next, low - 1);
    next = high + 1;
  }
  if (next <= MAX_CODE_POINT) rest.push(next, MAX_CODE_POINT);
  return rest;
}

export function unionOf(sets: readonly CodePointSet[]): CodePointSet {
  return toCodePointSet(sets.flatMap(rangesOf));
}

export const DIGITS: CodePointSet = [0x30, 0x39];
export const WORD: CodePointSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
/** WhiteSpace and LineTerminator of ECMA-262 (`\s`), which is more than other dialects take it for. */
export const SPACES: CodePointSet = [
  0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000,
  0xfeff, 0xfeff,
];
/** What `.` does not match: LineTerminator of ECMA-262. */
export const LINE_ENDS: CodePointSet = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];
