/** Formats of encodings and identifiers: `uuid`, `byte`, `json-pointer`, `relative-json-pointer`, `regex`. */
import { isHexDigit } from "../../../codec/percent.ts";
import { parseEcmaPattern } from "../../../regexp/ecma_pattern.ts";
import { isUnicodeProperty } from "../../../regexp/unicode_property.ts";

/** RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits in either case, any version. */
export function isUuid(text: string): boolean {
  if (text.length !== 36) return false;
  for (let at = 0; at < 36; at += 1) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23 ? code !== 45 : !isHexDigit(code)) return false;
  }
  return true;
}

/** RFC 4648 section 4: base64 with padding, no line breaks, unused bits zero. */
export function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const end = text.length - padding;
  let last = 0;
  for (let at = 0; at < end; at += 1) {
    last = base64Value(text.charCodeAt(at));
    if (last < 0) return false;
  }
  return padding === 0 || (padding === 1 ? last % 4 === 0 : last % 16 === 0);
}

function base64Value(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : -1;
}

/** RFC 6901 section 3. */
export function isJsonPointer(text: string): boolean {
  if (text === "") return true;
  return text.startsWith("/") && hasPointerEscapes(text, 0);
}

function hasPointerEscapes(text: string, from: number): boolean {
  for (let at = text.indexOf("~", from); at >= 0; at = text.indexOf("~", at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next !== 48 && next !== 49) return false;
  }
  return true;
}

/** A count of levels up, then `#` or a JSON pointer. */
export function isRelativeJsonPointer(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  if (at === 0 || (at > 1 && text.startsWith("0"))) return false;
  const rest = text.slice(at);
  return rest === "#" || isJsonPointer(rest);
}

/** A pattern of ECMA-262 that this gateway can read; back-references and lookbehinds, which it does not run, are patterns nonetheless. */
export function isPattern(text: string): boolean {
  // Why no sets: working one out takes milliseconds, and here the pattern is a caller's.
  const tree = parseEcmaPattern(text, (expression) => (isUnicodeProperty(expression) ? [] : null));
  return tree.ok || /back-reference|lookbehind/u.test(tree.reason);
}
