/**
 * The Cookie field (RFC 6265 section 4.2.1) as ordered pairs, every repetition visible. Cookie parsers disagree most of all parsers; what two of them would
 * divide differently is refused: a quote that is not closed within its pair and `$Version` (RFC 2965 parsers read on past `;`: "cookie sandwich"),
 * blanks around a name or value, names that are no tokens, controls.
 *
 * Values are taken more widely than the grammar has them (blanks, commas, quotes inside, bytes above 0x7F): browsers send what scripts have set. But a blank or
 * comma ends the pair for some (Python's `http.cookies`, readers of RFC 2965), so that what follows it must not look like a pair.
 */
import { isBlank, isToken } from "./field_syntax.ts";

export interface Cookie {
  readonly name: string;
  /** Without the quotes of a quoted value. Not decoded further: cookies have no encoding of their own. */
  readonly value: string;
}

/**
 * `name`: no token, missing, or of RFC 2965. `blank`: around a name or value. `pair`: a blank or comma inside a value, and an equals sign after it. `quote`: not
 * closed in its pair. `character`: a control. `count`: too many.
 */
export type CookieFault = "name" | "blank" | "pair" | "quote" | "character" | "count";

export interface CookieRefusal {
  readonly refused: CookieFault;
  /** Index in the field value at which the pair begins or the character stands. */
  readonly offset: number;
}

/** Cookies in one field; browsers keep about 180 per site. */
export const MAX_COOKIES = 256;

const SEMICOLON = 0x3b;
const DQUOTE = 0x22;
const DOLLAR = 0x24;
const COMMA = 0x2c;

/**
 * The pairs of one Cookie field value, in order. Separated by `;` and at most one blank; empty stretches are no pairs. Several field lines are several calls.
 * The value is latin1 text, as fields are.
 */
export function parseCookies(text: string): readonly Cookie[] | CookieRefusal {
  const cookies: Cookie[] = [];
  let start = 0;
  let equals = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : SEMICOLON;
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return { refused: "character", offset: at };
    if (code === 0x3d && equals < 0) equals = at;
    if (code !== SEMICOLON) continue;
    if (start < at && isBlank(text.charCodeAt(start))) start += 1;
    if (start < at) {
      if (cookies.length === MAX_COOKIES) return { refused: "count", offset: start };
      const cookie = pairAt(text, start, equals, at);
      if ("refused" in cookie) return cookie;
      cookies.push(cookie);
    }
    start = at + 1;
    equals = -1;
  }
  return cookies;
}

function pairAt(text: string, start: number, equals: number, end: number): Cookie | CookieRefusal {
  if (isBlank(text.charCodeAt(start)) || isBlank(text.charCodeAt(end - 1))) return { refused: "blank", offset: start };
  if (equals <= start) return { refused: "name", offset: start };
  if (isBlank(text.charCodeAt(equals - 1)) || isBlank(text.charCodeAt(equals + 1))) return { refused: "blank", offset: start };
  const name = text.slice(start, equals);
  if (!isToken(name) || text.charCodeAt(start) === DOLLAR) return { refused: "name", offset: start };
  const from = equals + 1;
  if (from === end || text.charCodeAt(from) !== DQUOTE) {
    const value = text.slice(from, end);
    return hidesPair(value) ? { refused: "pair", offset: start } : { name, value };
  }
  // Why no escapes: a backslash before the closing quote is an escape to some and a character to others.
  if (end - from < 2 || text.indexOf('"', from + 1) !== end - 1 || text.charCodeAt(end - 2) === 0x5c)
    return { refused: "quote", offset: start };
  return { name, value: text.slice(from + 1, end - 1) };
}

/** Attack: in `theme=a session=x` one reader finds a cookie `theme`, another also a cookie `session`. */
function hidesPair(value: string): boolean {
  const equals = value.lastIndexOf("=");
  for (let at = 0; at < equals; at += 1) {
    const code = value.charCodeAt(at);
    if (isBlank(code) || code === COMMA) return true;
  }
  return false;
}
