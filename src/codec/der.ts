/** DER (X.690) as far as certificates' companions need it: values of one-byte tags and definite length, and the two kinds of time. */

export interface DerValue {
  /** Identifier octet, class and constructed bit included: 0x30 SEQUENCE, 0x02 INTEGER, 0xa0 `[0]`, ... */
  readonly tag: number;
  /** Content octets; a view. */
  readonly content: Uint8Array;
}

/** The values that `bytes` are, one after another; null where they are not exactly that. */
export function readDer(bytes: Uint8Array): readonly DerValue[] | null {
  const values: DerValue[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    if ((tag & 0x1f) === 0x1f) return null;
    let length = bytes[at + 1] ?? -1;
    at += 2;
    if (length < 0 || length === 0x80) return null;
    if (length > 0x80) {
      const octets = length & 0x7f;
      if (octets > 4 || at + octets > bytes.length) return null;
      length = 0;
      for (let index = 0; index < octets; index++) length = length * 256 + (bytes[at + index] ?? 0);
      at += octets;
    }
    if (at + length > bytes.length) return null;
    values.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return values;
}

/** The values inside a constructed one of that tag; null for any other value, or none. */
export function inside(value: DerValue | undefined, tag: number): readonly DerValue[] | null {
  return value === undefined || value.tag !== tag ? null : readDer(value.content);
}

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** Epoch milliseconds of a UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 has them (seconds, `Z`); null where it is neither. */
export function derTimeMs(value: DerValue | undefined): number | null {
  if (value === undefined || (value.tag !== UTC_TIME && value.tag !== GENERALIZED_TIME)) return null;
  const text = String.fromCharCode(...value.content.subarray(0, 16));
  const digits = value.tag === UTC_TIME ? 12 : 14;
  if (value.content.length !== digits + 1 || !/^[0-9]+Z$/u.test(text)) return null;
  const part = (from: number, length: number): number => Number(text.slice(from, from + length));
  const short = part(0, 2);
  const year = value.tag === UTC_TIME ? (short < 50 ? 2_000 : 1_900) + short : part(0, 4);
  const rest = digits - 10;
  return Date.UTC(year, part(rest, 2) - 1, part(rest + 2, 2), part(rest + 4, 2), part(rest + 6, 2), part(rest + 8, 2));
}

/** An INTEGER's octets in upper-case hexadecimal without leading zeros, as serial numbers are compared. */
export function derSerial(content: Uint8Array): string {
  return normalSerial(Array.from(content, (octet) => octet.toString(16).padStart(2, "0")).join(""));
}

/** A serial number in hexadecimal, as tools write it, to be compared. */
export function normalSerial(hex: string): string {
  return hex.toUpperCase().replace(/^0+(?=.)/u, "");
}
