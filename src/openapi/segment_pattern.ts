/** One path segment with parameters and literals mixed, matched in linear time without a regular expression: `{base}...{head}`, `{name}.json`. */

export interface SegmentPattern {
  /** Decoded literals around the parameters: one more than there are parameters; inner ones are not empty. */
  readonly literals: readonly string[];
}

/** What each parameter took, in order; `none` when the segment does not match; `several` when it can be read in more than one way. */
export type SegmentReading =
  | { readonly kind: "one"; readonly values: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "several" };

const NONE: SegmentReading = Object.freeze({ kind: "none" });
const SEVERAL: SegmentReading = Object.freeze({ kind: "several" });

/** Whether `text` matches with at least one character per parameter. */
export function matchesSegment({ literals }: SegmentPattern, text: string): boolean {
  const last = literals.length - 1;
  const prefix = literals[0] ?? "";
  const suffix = literals[last] ?? "";
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
  const end = text.length - suffix.length;
  let at = prefix.length;
  for (let index = 1; index < last; index += 1) {
    const literal = literals[index] ?? "";
    const found = text.indexOf(literal, at + 1);
    if (found === -1) return false;
    at = found + literal.length;
  }
  return end - at >= 1;
}

/**
 * Reads the parameters. Inner literals are placed as far left as they go, then as far right: where the two differ there are several readings, and the
 * upstream may take another one than we do.
 */
export function readSegment(pattern: SegmentPattern, text: string): SegmentReading {
  if (!matchesSegment(pattern, text)) return NONE;
  const { literals } = pattern;
  const last = literals.length - 1;
  const end = text.length - (literals[last] ?? "").length;
  const values: string[] = [];
  let at = (literals[0] ?? "").length;
  const places: number[] = [];
  for (let index = 1; index < last; index += 1) {
    const literal = literals[index] ?? "";
    const found = text.indexOf(literal, at + 1);
    places.push(found);
    values.push(text.slice(at, found));
    at = found + literal.length;
  }
  values.push(text.slice(at, end));
  let limit = end;
  for (let index = last - 1; index >= 1; index -= 1) {
    const literal = literals[index] ?? "";
    const found = text.lastIndexOf(literal, limit - 1 - literal.length);
    if (found !== places[index - 1]) return SEVERAL;
    limit = found;
  }
  return { kind: "one", values };
}

/** Order of trial: more literal text first, then fewer parameters, then by text so that the order of the document does not matter. */
export function compareSegmentPatterns(one: SegmentPattern, other: SegmentPattern): number {
  const oneText = one.literals.join("{}");
  const otherText = other.literals.join("{}");
  const oneLength = oneText.length - 2 * (one.literals.length - 1);
  const otherLength = otherText.length - 2 * (other.literals.length - 1);
  if (oneLength !== otherLength) return otherLength - oneLength;
  if (one.literals.length !== other.literals.length) return one.literals.length - other.literals.length;
  return oneText < otherText ? -1 : Number(oneText !== otherText);
}
