/** The escapes of JSON strings (RFC 8259 section 7), checked before anything decodes them. */

/** `end` is the index of the closing quote; `saved` how many code units shorter the decoded text is. Or what is wrong, at which index. */
export type ScannedEscapes =
  | { readonly ok: true; readonly end: number; readonly saved: number }
  | { readonly ok: false; readonly code: "json.syntax" | "json.control_character" | "json.lone_surrogate"; readonly at: number };

/** Scans the rest of a string literal from `from` to its closing quote. Escaped surrogates must come in pairs; raw ones can't, in well-formed text. */
export function scanEscapes(text: string, from: number): ScannedEscapes {
  let at = from;
  let saved = 0;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 34) return { ok: true, end: at, saved };
    if (Number.isNaN(code)) return { ok: false, code: "json.syntax", at };
    if (code < 32) return { ok: false, code: "json.control_character", at };
    if (code !== 92) {
      at += 1;
      continue;
    }
    const escape = text.charCodeAt(at + 1);
    if (escape !== 117) {
      if (!isShortEscape(escape)) return { ok: false, code: "json.syntax", at };
      saved += 1;
      at += 2;
      continue;
    }
    const unit = hexUnit(text, at + 2);
    if (unit < 0) return { ok: false, code: "json.syntax", at };
    saved += 5;
    at += 6;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const low = unit < 0xdc00 && text.charCodeAt(at) === 92 && text.charCodeAt(at + 1) === 117 ? hexUnit(text, at + 2) : -1;
    if (low < 0xdc00 || low > 0xdfff) return { ok: false, code: "json.lone_surrogate", at: at - 6 };
    saved += 5;
    at += 6;
  }
}

/** The code unit of four hexadecimal digits at `at`, or -1. */
function hexUnit(text: string, at: number): number {
  let unit = 0;
  for (let index = at; index < at + 4; index += 1) {
    const code = text.charCodeAt(index);
    const lower = code | 32;
    if (code >= 48 && code <= 57) unit = unit * 16 + code - 48;
    else if (lower >= 97 && lower <= 102) unit = unit * 16 + lower - 87;
    else return -1;
  }
  return unit;
}

/** Whether `\` and this character are an escape of one character (RFC 8259 section 7). */
function isShortEscape(code: number): boolean {
  switch (code) {
    case 34:
    case 92:
    case 47:
    case 98:
    case 102:
    case 110:
    case 114:
    case 116:
      return true;
    default:
      return false;
  }
}
