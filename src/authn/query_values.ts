/** Values of one name in a raw query or form, found also where the name is percent-encoded: what a lenient upstream would find, we find. */
import { decodeQueryText } from "../codec/query.ts";

/** Decoded values in order; null stands for one that can't be decoded. Pairs whose name can't be decoded are not that name to anybody. Linear. */
export function queryValues(query: string, name: string): readonly (string | null)[] {
  const values: (string | null)[] = [];
  let start = 0;
  while (start <= query.length) {
    const ampersand = query.indexOf("&", start);
    const end = ampersand < 0 ? query.length : ampersand;
    const equals = query.indexOf("=", start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (isName(query, start, nameEnd, name)) {
      const value = nameEnd === end ? "" : decodeQueryText(query, nameEnd + 1, end);
      values.push(typeof value === "string" ? value : null);
    }
    start = end + 1;
  }
  return values;
}

/** Why the length test first: most names differ in it, and an encoded name is never shorter than what it means. */
function isName(query: string, start: number, end: number, name: string): boolean {
  if (end - start < name.length) return false;
  // `+` stands for a blank at the same length.
  if (end - start === name.length && !name.includes(" ")) return query.startsWith(name, start);
  return decodeQueryText(query, start, end) === name;
}
