/** Which characters XML 1.0 (fifth edition) allows where, by UTF-16 code unit; surrogates stand for the characters above U+FFFF that every class here allows. */

/** First and last code units of the ranges of NameStartChar (production 4) without `:`, which namespaces own. */
const NAME_START: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xdfff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
];
/** What NameChar (production 4a) has beyond NameStartChar. */
const NAME_REST: readonly (readonly [first: number, last: number])[] = [
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];

const isIn = (ranges: readonly (readonly [number, number])[], code: number): boolean =>
  ranges.some(([first, last]) => code >= first && code <= last);

/** 1 for a code unit that may begin a name, 2 for one that may only continue it. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => (isIn(NAME_START, code) ? 1 : isIn(NAME_REST, code) ? 2 : 0));

/** Whether a name without colon (NCName) may begin with the code unit. */
export function isXmlNameStart(code: number): boolean {
  return code < 128 ? ASCII[code] === 1 : isIn(NAME_START, code);
}

/** Whether the code unit may stand in a name without colon. */
export function isXmlNameCharacter(code: number): boolean {
  return code < 128 ? (ASCII[code] ?? 0) > 0 : isIn(NAME_START, code) || isIn(NAME_REST, code);
}

/** Char (production 2) as a code point. */
export function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

/** White space (production 3). */
export function isXmlBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Whether all of `text` is white space. */
export function isXmlBlankText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isXmlBlank(text.charCodeAt(at))) return false;
  return true;
}
