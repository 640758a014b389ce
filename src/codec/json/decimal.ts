/** Exact decimal numbers, for the comparisons that doubles get wrong: int64, `const`, `enum`, `multipleOf`, bounds. */
import { JsonNumber } from "./json_value.ts";

/** `digits` × 10^`exponent`; normal form: digits not divisible by ten, zero is 0 × 10^0. Equal numbers have equal fields. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const ZERO: Decimal = Object.freeze({ digits: 0n, exponent: 0 });

/** The decimal of a text in JSON's number grammar, as `String(double)` also writes it. Linear in the text for the bounded texts of `JsonLimits`. */
export function toDecimal(number: number | JsonNumber): Decimal {
  const text = number instanceof JsonNumber ? number.text : String(number);
  let mantissaEnd = text.length;
  let exponent = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) | 32) === 101) {
      mantissaEnd = index;
      exponent = Number(text.slice(index + 1));
      break;
    }
  }
  const negative = text.startsWith("-");
  let digits = text.slice(negative ? 1 : 0, mantissaEnd);
  const point = digits.indexOf(".");
  if (point >= 0) {
    exponent -= digits.length - point - 1;
    digits = digits.slice(0, point) + digits.slice(point + 1);
  }
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  if (end === 0) return ZERO;
  const magnitude = BigInt(digits.slice(0, end));
  return { digits: negative ? -magnitude : magnitude, exponent: exponent + digits.length - end };
}

/** One spelling per numeric value: `1`, `1.0` and `10e-1` give the same text. For hashing and equality. */
export function toCanonicalNumber(number: number | JsonNumber): string {
  if (typeof number === "number" && Number.isSafeInteger(number)) return number === 0 ? "0" : String(number);
  const { digits, exponent } = toDecimal(number);
  return exponent === 0 ? String(digits) : `${digits}e${exponent}`;
}

/** Whether the value is a whole number, however it is written. */
export function isIntegral(number: number | JsonNumber): boolean {
  if (typeof number === "number") return Number.isInteger(number);
  return toDecimal(number).exponent >= 0;
}

/**
 * Negative, zero or positive as `a` is below, equal to or above `b`, exactly.
 * Two plain numbers compare as doubles: each is the only double of its decimal, so the order is the same.
 */
export function compareNumbers(a: number | JsonNumber, b: number | JsonNumber): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  const approximate = (typeof a === "number" ? a : a.value) - (typeof b === "number" ? b : b.value);
  if (approximate !== 0 && Number.isFinite(approximate)) return approximate;
  const [left, right] = [toDecimal(a), toDecimal(b)];
  const shift = Math.min(left.exponent, right.exponent);
  const x = left.digits * 10n ** BigInt(left.exponent - shift);
  const y = right.digits * 10n ** BigInt(right.exponent - shift);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A test for exact multiples of `divisor`, which is above zero; prepared once, doubles first where they are exact. */
export function compileMultipleOf(divisor: number | JsonNumber): (number: number | JsonNumber) => boolean {
  const unit = toDecimal(divisor);
  const exact = (number: number | JsonNumber): boolean => {
    const { digits, exponent } = toDecimal(number);
    const shift = Math.min(exponent, unit.exponent);
    return (digits * 10n ** BigInt(exponent - shift)) % (unit.digits * 10n ** BigInt(unit.exponent - shift)) === 0n;
  };
  // Why: whole multiples of a decimal such as 0.01 are whole multiples of 1 once scaled by 100, and those fit a double below 1e15.
  const places = Math.max(0, -unit.exponent);
  const scale = 10 ** places;
  const scaledUnit = Number(unit.digits) * 10 ** Math.max(0, unit.exponent);
  if (places > 12 || scaledUnit > 1e12) return exact;
  return (number) => {
    if (typeof number !== "number") return exact(number);
    const scaled = Math.round(number * scale);
    if (Math.abs(scaled) >= 1e15) return exact(number);
    return scaled / scale === number && scaled % scaledUnit === 0;
  };
}
