/** The small words that HTTP field values are made of (RFC 9110 section 5.6): tokens, quoted strings, optional blanks. */

const TOKEN = new Uint8Array(128);
for (const char of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") TOKEN[char.charCodeAt(0)] = 1;

const DQUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether the char code may stand in a token (RFC 9110 section 5.6.2). */
export function isTokenCharacter(code: number): boolean {
  return TOKEN[code] === 1;
}

/** A token of at most 64 characters, as an operator writes names of fields and methods; a pattern, so that the published schema tells it too. */
export const SHORT_TOKEN: RegExp = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/u;

/** Index after the token characters that begin at `at`; `at` where there are none. */
export function tokenEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isTokenCharacter(text.charCodeAt(end))) end += 1;
  return end;
}

/** Whether all of `text` is one token of at least one character. */
export function isToken(text: string): boolean {
  return text.length > 0 && tokenEnd(text, 0) === text.length;
}

/** SP or HTAB, the optional whitespace of RFC 9110 section 5.6.3. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Index after the blanks that begin at `at`. */
export function skipBlanks(text: string, at: number): number {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end += 1;
  return end;
}

/** The characters of `text` from `from` up to `to`, without the blanks around them. */
export function trimBlanks(text: string, from: number = 0, to: number = text.length): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

export interface QuotedString {
  /** Without quotes, escapes undone. */
  readonly value: string;
  /** Index after the closing quote. */
  readonly end: number;
}

/** Whether a char code may stand in a quoted string: tab, visible ASCII and blank, bytes above 0x7F as latin1. */
function isQuotedCharacter(code: number): boolean {
  return code === 0x09 || (code >= 0x20 && code !== 0x7f && code <= 0xff);
}

/** The quoted string whose opening quote stands at `at`, or null where none is or it has no end. Linear. */
export function quotedStringAt(text: string, at: number): QuotedString | null {
  if (text.charCodeAt(at) !== DQUOTE) return null;
  let value = "";
  let kept = at + 1;
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === DQUOTE) return { value: value + text.slice(kept, index), end: index + 1 };
    if (code === BACKSLASH) {
      value += text.slice(kept, index);
      index += 1;
      kept = index;
    }
    // Past the end this is NaN, which no comparison accepts.
    if (!isQuotedCharacter(text.charCodeAt(index))) return null;
  }
  return null;
}

/**
 * Text as a quoted string. Characters that may not stand in one (controls, above 0x7E) become `?`, so that no text can end a line or a field.
 */
export function toQuotedString(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DQUOTE || code === BACKSLASH) out += `\\${text.charAt(at)}`;
    else out += code >= 0x20 && code <= 0x7e ? text.charAt(at) : "?";
  }
  return `"${out}"`;
}

/** Text as it stands where a token or a quoted string may: bare where it is a token. */
export function toTokenOrQuoted(text: string): string {
  return isToken(text) ? text : toQuotedString(text);
}

/** The entries of a comma-separated list, blanks around them cut; empty ones are left out (RFC 9110 section 5.6.1.2). For lists without quoted strings. */
export function listEntries(text: string): readonly string[] {
  const entries: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && text.charCodeAt(at) !== 0x2c) continue;
    const entry = trimBlanks(text, start, at);
    if (entry !== "") entries.push(entry);
    start = at + 1;
  }
  return entries;
}
