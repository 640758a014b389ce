/**
 * Text in a line of an access log, escaped as Apache does: what a caller wrote can't end its field or its line. Printable ASCII stays; `"` and `\` get a backslash;
 * every other byte is `\xhh`, so that a line is ASCII whatever came.
 */

/** Characters of one value that are written; the rest is cut off. */
export const MAX_VALUE = 2_048;

const HEX: readonly string[] = Array.from({ length: 256 }, (_unused, byte) => `\\x${byte.toString(16).padStart(2, "0")}`);
const ENCODER = new TextEncoder();

function isPlain(code: number): boolean {
  return code >= 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c;
}

function escaped(text: string, blanks: boolean): string {
  let out = "";
  // UTF-8 of what is no byte of a header: names that a token gave.
  const codes = isLatin1(text) ? null : ENCODER.encode(text);
  const length = codes === null ? text.length : codes.length;
  for (let at = 0; at < length; at++) {
    const code = codes === null ? text.charCodeAt(at) : (codes[at] ?? 0);
    if (code === 0x22 || code === 0x5c) out += `\\${String.fromCharCode(code)}`;
    else if (!isPlain(code) || (blanks && code === 0x20)) out += HEX[code] ?? "";
    else out += String.fromCharCode(code);
  }
  return out;
}

function isLatin1(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}

function needsNothing(text: string, blanks: boolean): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isPlain(code) || (blanks && code === 0x20)) return false;
  }
  return true;
}

function toText(value: string, blanks: boolean): string {
  const text = value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value;
  // Why: a lone hyphen says that there is no value.
  if (text === "-") return "\\x2d";
  return needsNothing(text, blanks) ? text : escaped(text, blanks);
}

/** Between quotes: a request line, a header's value. Null: `"-"`. */
export function toQuoted(value: string | null): string {
  return value === null ? '"-"' : `"${toText(value, false)}"`;
}

/** Without quotes, so without blanks: an address, a name. Null or empty: `-`. */
export function toBare(value: string | null): string {
  return value === null || value === "" ? "-" : toText(value, true);
}
