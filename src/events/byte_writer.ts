/**
 * JSON text written straight into bytes: no strings in between, nothing to collect. Made for what is written at every exchange; `printableJson` is its slow
 * twin (byte_writer.test.ts).
 */
import { printableJson } from "./printable_json.ts";

const SLACK = 1_024;
/** Most bytes a UTF-16 unit can become in JSON text: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6;
/** Up to here bytes are copied one by one. */
const MAX_LOOPED = 32;
const MAX_SMALL = 1_000_000_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const ENCODER = new TextEncoder();
const NULL = ENCODER.encode("null");

/** Whether JSON writes the unit as itself, in one byte. */
function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f && unit !== QUOTE && unit !== BACKSLASH;
}

export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private at = 0;

  /** `buffer`: where to write; a larger one is made when it gets full. */
  constructor(buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer);
  }

  /** Bytes written so far; also a place to go back to. */
  get length(): number {
    return this.at;
  }

  /** Forgets what was written after `length`. */
  truncate(length: number): void {
    this.at = length;
  }

  /** Writes again what stands between two places of what was written since the last `take`. */
  repeat(from: number, to: number): void {
    this.reserve(to - from);
    this.bytes.copyWithin(this.at, from, to);
    this.at += to - from;
  }

  /** Gives away what was written together with the buffer it lies in, and begins again in `next`. */
  take(next: ArrayBuffer): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.subarray(0, this.at);
    this.bytes = new Uint8Array(next);
    this.at = 0;
    return taken;
  }

  /** Bytes as they are. */
  copy(source: Uint8Array): void {
    const { length } = source;
    this.reserve(length);
    const { bytes, at } = this;
    // Why: a call into the engine costs more than a few bytes.
    if (length > MAX_LOOPED) bytes.set(source, at);
    else for (let index = 0; index < length; index++) bytes[at + index] = source[index] ?? 0;
    this.at = at + length;
  }

  /** A JSON string, or `null`. */
  string(text: string | null): void {
    if (text === null) {
      this.copy(NULL);
      return;
    }
    const { length } = text;
    this.reserve(length + 2);
    const { bytes } = this;
    let { at } = this;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (!isPlain(unit)) {
        this.json(text);
        return;
      }
      bytes[at++] = unit;
    }
    bytes[at++] = QUOTE;
    this.at = at;
  }

  /** Any JSON value, the slow way. Throws for what has no JSON text. */
  json(value: unknown): void {
    const text = printableJson(value);
    this.reserve(text.length * MAX_BYTES_PER_UNIT);
    this.at += ENCODER.encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  /** ASCII text of our own, unchecked. */
  ascii(text: string): void {
    const { length } = text;
    this.reserve(length);
    const { bytes, at } = this;
    for (let index = 0; index < length; index++) bytes[at + index] = text.charCodeAt(index);
    this.at = at + length;
  }

  /** A JSON number; `null` for what is not finite. Whole and hundredth numbers, which are nearly all, without a string in between. */
  number(value: number): void {
    this.reserve(0);
    if (value >= 0 && value < MAX_SMALL) {
      const whole = Math.floor(value);
      if (whole === value) {
        this.digits(whole);
        return;
      }
      const hundredths = Math.round((value - whole) * 100);
      if (hundredths < 100 && (whole * 100 + hundredths) / 100 === value) {
        this.digits(whole);
        this.fraction(hundredths);
        return;
      }
    }
    this.ascii(Number.isFinite(value) ? `${value}` : "null");
  }

  private fraction(hundredths: number): void {
    const { bytes } = this;
    const tenths = (hundredths / 10) | 0;
    const rest = hundredths - tenths * 10;
    bytes[this.at++] = 0x2e;
    bytes[this.at++] = ZERO + tenths;
    if (rest > 0) bytes[this.at++] = ZERO + rest;
  }

  private digits(value: number): void {
    const { bytes } = this;
    let length = 1;
    for (let bound = 10; value >= bound; bound *= 10) length++;
    let left = value | 0;
    for (let index = this.at + length - 1; index >= this.at; index--) {
      const quotient = (left / 10) | 0;
      bytes[index] = ZERO + left - quotient * 10;
      left = quotient;
    }
    this.at += length;
  }

  /** Makes sure that `length` bytes fit, and a little more, so that single bytes need no check. */
  private reserve(length: number): void {
    const needed = this.at + length + SLACK;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }
}
