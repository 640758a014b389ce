/** Text of callers, documents and others as it may stand in a terminal (CWE-150): it moves no cursor, sets no colour, ends no line, and turns no direction of reading. */
import { stripVTControlCharacters } from "node:util";

/** Sequences that a terminal obeys are left out; each other character that would do something is U+FFFD. Of the same length, or shorter. */
export function toPrintable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
