/** A pattern tree in the syntax of RE2: only sets of code points, groups, repetitions and anchors that mean the same in both. */
import { MAX_CODE_POINT, rangesOf } from "./code_point_set.ts";
import type { PatternNode } from "./ecma_pattern.ts";

/** Largest count RE2 takes in `{n,m}`. */
const MAX_RE2_COUNT = 1_000;

const hex = (code: number): string => `\\x{${code.toString(16)}}`;

/** The text of the pattern for RE2, or null where RE2 can't say it: counts above 1,000, lookaheads. */
export function toRe2(node: PatternNode): string | null {
  switch (node.kind) {
    case "set":
      // Why: RE2 has no empty class; no code point is outside the whole range.
      if (node.set.length === 0) return `[^\\x{0}-${hex(MAX_CODE_POINT)}]`;
      return `[${rangesOf(node.set)
        .map(([low, high]) => `${hex(low)}-${hex(high)}`)
        .join("")}]`;
    case "assert":
      return ASSERTS[node.what];
    case "sequence": {
      const items = node.items.map(toRe2);
      return items.includes(null) ? null : `(?:${items.join("")})`;
    }
    case "choice": {
      const options = node.options.map(toRe2);
      return options.includes(null) ? null : `(?:${options.join("|")})`;
    }
    case "repeat": {
      const body = toRe2(node.body);
      const { min, max } = node;
      if (body === null || min > MAX_RE2_COUNT || (max > MAX_RE2_COUNT && max !== Infinity)) return null;
      return `(?:${body}{${min},${max === Infinity ? "" : max}})`;
    }
    case "lookahead":
      break;
  }
  return null;
}

const ASSERTS = { start: "\\A", end: "\\z", boundary: "\\b", not_boundary: "\\B" } as const;
