/** Escapes and classes of an ECMA-262 pattern (section 22.2.1), read into code points and sets. */
import { type CodePointSet, complementOf, DIGITS, SPACES, unionOf, WORD } from "./code_point_set.ts";

/** A pattern being read: its source and the index of the next character. */
export interface PatternText {
  readonly source: string;
  at: number;
  /** The set of a Unicode property, null where there is none: `unicodeProperty`, or something quicker where only the syntax matters. */
  readonly property: (expression: string) => CodePointSet | null;
}

/** Why a pattern can't be taken; caught by the reader of the whole pattern, never seen outside. */
export class PatternFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
]);
const CLASSES: ReadonlyMap<string, CodePointSet> = new Map([
  ["d", DIGITS],
  ["D", complementOf(DIGITS)],
  ["w", WORD],
  ["W", complementOf(WORD)],
  ["s", SPACES],
  ["S", complementOf(SPACES)],
]);

/** The escape after a backslash already taken: one code point, or a set for `\d`, `\p{...}` and their like. */
export function readEscape(text: PatternText, inClass: boolean): number | CodePointSet {
  const start = text.at - 1;
  const name = text.source[text.at];
  if (name === undefined) throw new PatternFault("a backslash at its end", start);
  text.at += 1;
  const control = CONTROLS.get(name);
  if (control !== undefined) return control;
  const set = CLASSES.get(name);
  if (set !== undefined) return set;
  switch (name) {
    case "c":
      return readControlLetter(text, start);
    case "x":
      return readHex(text, 2, start);
    case "u":
      return readUnicode(text, start);
    case "p":
    case "P":
      return readProperty(text, name === "P", start);
    case "0":
      if (isDigit(text.source[text.at])) throw new PatternFault("an octal escape", start);
      return 0;
    case "b":
      if (inClass) return 8;
      break;
    default:
      break;
  }
  if (isDigit(name) || name === "k") throw new PatternFault("a back-reference, which does not run in linear time,", start);
  // Why more than the syntax characters: outside `u` patterns any escaped punctuation means itself, and nowhere anything else.
  if (/^[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/u.test(name)) return name.charCodeAt(0);
  throw new PatternFault(`the unknown escape \`\\${name.toWellFormed()}\``, start);
}

const isDigit = (character: string | undefined): boolean => character !== undefined && character >= "0" && character <= "9";

function readControlLetter(text: PatternText, start: number): number {
  const letter = text.source[text.at] ?? "";
  if (!/^[A-Za-z]$/u.test(letter)) throw new PatternFault("a `\\c` without a letter", start);
  text.at += 1;
  return letter.charCodeAt(0) % 32;
}

function readHex(text: PatternText, digits: number, start: number): number {
  const hex = text.source.slice(text.at, text.at + digits);
  if (hex.length !== digits || !/^[0-9A-Fa-f]+$/u.test(hex)) throw new PatternFault("an escape with wrong hexadecimal digits", start);
  text.at += digits;
  return Number.parseInt(hex, 16);
}

function readUnicode(text: PatternText, start: number): number {
  const { source } = text;
  if (source[text.at] === "{") {
    const end = source.indexOf("}", text.at);
    const hex = end < 0 ? "" : source.slice(text.at + 1, end);
    const code = /^[0-9A-Fa-f]{1,8}$/u.test(hex) ? Number.parseInt(hex, 16) : Infinity;
    if (code > 0x10ffff) throw new PatternFault("an escape that is no code point", start);
    text.at = end + 1;
    return code;
  }
  const unit = readHex(text, 4, start);
  if (unit < 0xd800 || unit > 0xdbff || source[text.at] !== "\\" || source[text.at + 1] !== "u" || source[text.at + 2] === "{") return unit;
  const before = text.at;
  text.at += 2;
  const low = readHex(text, 4, start);
  if (low >= 0xdc00 && low <= 0xdfff) return (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
  text.at = before;
  return unit;
}

function readProperty(text: PatternText, negated: boolean, start: number): CodePointSet {
  const end = text.source[text.at] === "{" ? text.source.indexOf("}", text.at) : -1;
  const set = end < 0 ? null : text.property(text.source.slice(text.at + 1, end));
  if (set === null) throw new PatternFault("a Unicode property that is unknown", start);
  text.at = end + 1;
  return negated ? complementOf(set) : set;
}

/** A class whose `[` is already taken. `[]` is the empty set and `[^]` everything. A `-` beside a class escape is itself (Annex B.1.2). */
export function readClass(text: PatternText): CodePointSet {
  const { source } = text;
  const start = text.at - 1;
  const negated = source[text.at] === "^";
  if (negated) text.at += 1;
  const parts: CodePointSet[] = [];
  while (source[text.at] !== "]") {
    const low = readClassAtom(text, start);
    if (source[text.at] !== "-" || source[text.at + 1] === "]" || source[text.at + 1] === undefined) {
      parts.push(toSet(low));
      continue;
    }
    const dash = text.at;
    text.at += 1;
    const high = readClassAtom(text, start);
    if (typeof low !== "number" || typeof high !== "number") parts.push(toSet(low), toSet(high), [0x2d, 0x2d]);
    else if (low > high) throw new PatternFault("a range that is out of order", dash);
    else parts.push([low, high]);
  }
  text.at += 1;
  const set = unionOf(parts);
  return negated ? complementOf(set) : set;
}

const toSet = (atom: number | CodePointSet): CodePointSet => (typeof atom === "number" ? [atom, atom] : atom);

function readClassAtom(text: PatternText, classStart: number): number | CodePointSet {
  const code = text.source.codePointAt(text.at);
  if (code === undefined) throw new PatternFault("a class that is not closed", classStart);
  text.at += code > 0xffff ? 2 : 1;
  return code === 0x5c ? readEscape(text, true) : code;
}
