/** The sets behind `\p{...}` (ECMA-262 section 22.2.1.9), as the runtime's own Unicode data has them. */
import { type CodePointSet, MAX_CODE_POINT } from "./code_point_set.ts";

/** Properties are few in any one configuration; more than this are worked out again. */
const MAX_CACHED = 64;
const cache = new Map<string, CodePointSet | null>();

/** Whether there is such a property; quick, so that a caller's text may ask. */
export function isUnicodeProperty(expression: string): boolean {
  return compileProperty(expression) !== null;
}

/** `General_Category=Letter`, `Lu`, `Script=Greek`, ...: the set, or null where there is no such property. Slow (milliseconds) the first time. */
export function unicodeProperty(expression: string): CodePointSet | null {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  const set = probe(expression);
  if (cache.size < MAX_CACHED) cache.set(expression, set);
  return set;
}

function compileProperty(expression: string): RegExp | null {
  if (!/^\w{1,64}(?:=\w{1,64})?$/u.test(expression)) return null;
  try {
    return new RegExp(`^\\p{${expression}}$`, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function probe(expression: string): CodePointSet | null {
  const matcher = compileProperty(expression);
  if (matcher === null) return null;
  const set: number[] = [];
  let inside = false;
  for (let code = 0; code <= MAX_CODE_POINT; code += 1) {
    // Why the runtime's RegExp is fine here: one code point of our own at a time, never a caller's text.
    const member = matcher.test(String.fromCodePoint(code));
    if (member !== inside) set.push(member ? code : code - 1);
    inside = member;
  }
  if (inside) set.push(MAX_CODE_POINT);
  return set;
}
