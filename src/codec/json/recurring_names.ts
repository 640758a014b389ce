/**
 * Names of members that recur from one text to the next, kept as the same value: to make a property's name out of a piece of text costs a look-up of its own in the
 * engine. The names seen last, by a hash of theirs; bounded by number and length. What is found was compared whole, so a collision costs time and changes nothing.
 */

const MASK = 0x3ff;
/** Code units of a name that is kept at most. */
export const MAX_KEPT_NAME = 64;
const NAMES: (string | undefined)[] = Array.from({ length: MASK + 1 });

/** The hash of a name that goes on with `code`; that of the empty one is 0. */
export function hashOn(hash: number, code: number): number {
  return (hash * 31 + code) & MASK;
}

/** The text between two places as a name. `hash` is its own, made by `hashOn`. */
export function recurringName(text: string, start: number, end: number, hash: number): string {
  const kept = NAMES[hash];
  if (kept !== undefined && kept.length === end - start && text.startsWith(kept, start)) return kept;
  const name = text.slice(start, end);
  // Why the copy: a name cut out of a body would keep the whole body alive.
  if (name.length <= MAX_KEPT_NAME) NAMES[hash] = ` ${name}`.slice(1);
  return name;
}
