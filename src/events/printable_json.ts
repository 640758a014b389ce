/**
 * JSON text that does nothing where it is looked at. JSON may hold as they are characters that terminals and editors obey: DEL, C1 controls (U+009B begins a command as
 * ESC [ does), line separators, marks that turn the direction of text. Names that a caller chose come into lines that people read (CWE-117, CWE-150).
 */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const asEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** As `JSON.stringify`, and the same value when it is parsed. Throws for what has no JSON text. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(OBEYED, asEscape);
}
