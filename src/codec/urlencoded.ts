/**
 * Bodies of `application/x-www-form-urlencoded` (WHATWG URL section 5.1) as ordered pairs, read as strictly as a query: one reading or none, every repetition
 * visible.
 */
import { decodeQuery, type QueryPair, type QueryRefusal } from "./query.ts";

/** Fields of one form; more is refused, so that grouping and validation behind it stay bounded. */
export const MAX_FORM_FIELDS = 1_000;

/** Every byte is known to be below 0x80, where UTF-8 is ASCII. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The fields in order. Refused with their offset: raw bytes above 0x7F, blanks, controls (a final line break too), `#`, malformed percent-encoding, text that is
 * not UTF-8 once decoded, more than `maxFields` fields. Linear, total.
 */
export function decodeUrlencoded(bytes: Uint8Array, maxFields: number = MAX_FORM_FIELDS): readonly QueryPair[] | QueryRefusal {
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) > 0x7f) return { refused: "ascii", offset: at };
  }
  return decodeQuery(decoder.decode(bytes), maxFields);
}
