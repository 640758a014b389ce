/** Walking over JSON text that `JSON.parse` has already accepted: only where things are, never whether they are right. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index after the closing quote of the string whose opening quote is at `at`. */
export function skipJsonString(text: string, at: number): number {
  let index = at + 1;
  for (; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index + 1;
    if (code === BACKSLASH) index += 1;
  }
  return index;
}

/** Index of the next character that is no blank. */
export function skipJsonBlanks(text: string, at: number): number {
  let index = at;
  for (; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return index;
}

/** Index after the value that begins at `at`. */
export function skipJsonValue(text: string, at: number): number {
  let index = at;
  let depth = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = skipJsonString(text, index);
      if (depth === 0) return index;
      continue;
    }
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      if (depth <= 1) return depth === 1 ? index + 1 : index;
      depth -= 1;
    } else if (depth === 0 && (code === 0x2c || code <= 0x20)) return index;
    index += 1;
  }
  return index;
}

/** The decoded key between the quotes at `from` and before `to`. */
export function decodeJsonKey(text: string, from: number, to: number): string {
  const raw = text.slice(from + 1, to - 1);
  if (!raw.includes("\\")) return raw;
  const decoded: unknown = JSON.parse(text.slice(from, to));
  return String(decoded);
}

/** How many object members the text has: colons outside strings. */
export function countJsonMembers(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = skipJsonString(text, index) - 1;
    else if (code === 0x3a) count += 1;
  }
  return count;
}
