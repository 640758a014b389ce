/** Percent-encoding (RFC 3986 section 2.1), decoded exactly once and only where the result is UTF-8. */
import { isSecondByte } from "./utf8.ts";

/** `percent`: a `%` without two hex digits. `utf8`: bytes that are not UTF-8 (overlong, cut short, surrogate). `ascii`: a raw byte above 0x7F. */
export type PercentFault = "percent" | "utf8" | "ascii";

export interface PercentRefusal {
  readonly refused: PercentFault;
  /** Index in the text at which it lies. */
  readonly offset: number;
}

const PERCENT = 0x25;

/** Value of the hex digit with this char code, -1 for any other. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Whether the char code is a hex digit, in either case. */
export function isHexDigit(code: number): boolean {
  return hexValue(code) >= 0;
}

/** The byte that `%XX` at `at` stands for, -1 where there is none before `end`. */
export function percentByteAt(text: string, at: number, end: number): number {
  if (at + 2 >= end || text.charCodeAt(at) !== PERCENT) return -1;
  const high = hexValue(text.charCodeAt(at + 1));
  const low = hexValue(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Code point of the sequence of `%XX` at `at` whose lead byte is known to be 0x80 or more; -1 where it is not UTF-8. */
function multiByteAt(text: string, at: number, end: number, lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let point = lead & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    const byte = percentByteAt(text, at + index * 3, end);
    if (byte < 0 || (byte & 0xc0) !== 0x80 || (index === 1 && !isSecondByte(lead, byte))) return -1;
    point = point * 64 + (byte & 0x3f);
  }
  return point;
}

const pointWidth = (point: number): number => (point < 0x80 ? 3 : point < 0x800 ? 6 : point < 0x10000 ? 9 : 12);

/**
 * `text` from `from` to `to`, percent-decoded once; nothing else is changed (`+` stays `+`). Linear.
 * What is not exactly one reading is refused with its place: it never guesses and never throws.
 */
export function decodePercent(text: string, from: number = 0, to: number = text.length): string | PercentRefusal {
  let out = "";
  let kept = from;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return { refused: "ascii", offset: at };
    if (code !== PERCENT) {
      at += 1;
      continue;
    }
    const byte = percentByteAt(text, at, to);
    if (byte < 0) return { refused: "percent", offset: at };
    const point = byte < 0x80 ? byte : multiByteAt(text, at, to, byte);
    if (point < 0) return { refused: "utf8", offset: at };
    out += text.slice(kept, at) + String.fromCodePoint(point);
    at += pointWidth(point);
    kept = at;
  }
  return kept === from && out === "" ? text.slice(from, to) : out + text.slice(kept, to);
}

/** Marks in a table of 128 the characters of `set`. */
function tableOf(set: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let index = 0; index < set.length; index += 1) table[set.charCodeAt(index)] = 1;
  return table;
}

const UNRESERVED_SET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const UNRESERVED = tableOf(UNRESERVED_SET);
const PCHAR = tableOf(`${UNRESERVED_SET}!$&'()*+,;=:@`);

/** RFC 3986 section 2.3: what may be decoded without changing what an identifier means. */
export function isUnreserved(code: number): boolean {
  return UNRESERVED[code] === 1;
}

/** RFC 3986 section 3.3: what may stand raw in a path segment. */
export function isPathCharacter(code: number): boolean {
  return PCHAR[code] === 1;
}

/** `%` and two upper-case hex digits for a byte. */
export function toPercent(byte: number): string {
  return `%${byte < 16 ? "0" : ""}${byte.toString(16).toUpperCase()}`;
}
