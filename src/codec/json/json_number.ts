/** Numbers of JSON text (RFC 8259 section 6): a double where it means the same, the text kept beside it where not. */
import { toDecimal } from "./decimal.ts";
import type { JsonLimits } from "./json_limits.ts";
import { JsonNumber } from "./json_value.ts";

/** Significant digits every double holds exactly as decimal text. */
const SAFE_DIGITS = 15;

/** Why a text is no number we take. */
export type NumberFault = "json.syntax" | "json.number_digits" | "json.number_range";

/** A number found at the start of a text, or the place where it went wrong. `end` is the index after it. */
export type ScannedNumber =
  | { readonly ok: true; readonly value: number | JsonNumber; readonly end: number }
  | { readonly ok: false; readonly code: NumberFault; readonly end: number };

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The number that starts at `start`. Stops at the first character that can't belong to it; what may follow is the caller's business. */
export function scanNumber(text: string, start: number, limits: JsonLimits): ScannedNumber {
  let at = text.charCodeAt(start) === 45 ? start + 1 : start;
  const bad = (code: NumberFault, end: number): ScannedNumber => ({ ok: false, code, end });
  const integerStart = at;
  if (text.charCodeAt(at) === 48) {
    at += 1;
    if (isDigit(text.charCodeAt(at))) return bad("json.syntax", at);
  } else {
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at === integerStart) return bad("json.syntax", at);
  }
  const integerEnd = at;
  let significant = text.charCodeAt(integerStart) === 48 ? 0 : integerEnd - integerStart;
  // Power of ten of the first significant digit: what bounds the size of the value whatever the exponent part says.
  let magnitude = significant - 1;
  if (text.charCodeAt(at) === 46) {
    at += 1;
    const fractionStart = at;
    let leadingZeros = 0;
    if (significant === 0) {
      while (text.charCodeAt(at) === 48) at += 1;
      leadingZeros = at - fractionStart;
      magnitude = -leadingZeros - 1;
    }
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at === fractionStart) return bad("json.syntax", at);
    significant += at - fractionStart - leadingZeros;
  }
  let exponent = 0;
  if ((text.charCodeAt(at) | 32) === 101) {
    at += 1;
    const sign = text.charCodeAt(at);
    if (sign === 43 || sign === 45) at += 1;
    const exponentStart = at;
    while (isDigit(text.charCodeAt(at))) {
      // Capped so that an exponent of a thousand digits stays a number that can be compared.
      if (exponent < 1_000_000) exponent = exponent * 10 + text.charCodeAt(at) - 48;
      at += 1;
    }
    if (at === exponentStart) return bad("json.syntax", at);
    if (sign === 45) exponent = -exponent;
  }
  if (significant > limits.maxNumberDigits) return bad("json.number_digits", at);
  if (Math.abs(significant === 0 ? exponent : magnitude + exponent) > limits.maxNumberExponent || magnitude < -limits.maxNumberExponent) {
    return bad("json.number_range", at);
  }
  const source = text.slice(start, at);
  const value = Number(source);
  if (!Number.isFinite(value)) return bad("json.number_range", at);
  if (significant <= SAFE_DIGITS && Math.abs(magnitude + exponent) < 290) return { ok: true, value, end: at };
  const written = new JsonNumber(source, value);
  const [asWritten, asDouble] = [toDecimal(written), toDecimal(value)];
  const same = asWritten.digits === asDouble.digits && asWritten.exponent === asDouble.exponent;
  return { ok: true, value: same ? value : written, end: at };
}

/** The number that a whole text is, in JSON's grammar and within the limits; null where it is not one. For parameters and form fields. */
export function parseJsonNumber(text: string, limits: JsonLimits): number | JsonNumber | null {
  const scanned = scanNumber(text, 0, limits);
  return scanned.ok && scanned.end === text.length ? scanned.value : null;
}
