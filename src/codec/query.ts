/**
 * The query as ordered pairs (WHATWG URL, `application/x-www-form-urlencoded` parsing, without its leniency): every repetition stays visible, so that
 * parameter pollution is for the validator to refuse and not for a parser to hide. The query itself is forwarded as received.
 */
import { decodePercent, type PercentFault } from "./percent.ts";

/** One `name=value`, decoded once, beside the text it came from: styles are split on the raw text, before decoding. */
export interface QueryPair {
  readonly name: string;
  /** Empty where there was no `=`. */
  readonly value: string;
  readonly rawName: string;
  /** Null where there was no `=`. */
  readonly rawValue: string | null;
}

/** `character`: a byte that may not stand raw in a query: a blank, a control, `#`. `count`: more pairs than allowed. */
export type QueryFault = PercentFault | "character" | "count";

export interface QueryRefusal {
  readonly refused: QueryFault;
  /** Index in the raw query at which it lies. */
  readonly offset: number;
}

/** Pairs of one query; more is refused, so that hash and comparison work behind it stays bounded. */
export const MAX_QUERY_PAIRS = 256;

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const HASH = 0x23;

/**
 * One raw name or value, decoded: `+` is a blank, `%XX` once, strictly UTF-8. Raw characters above 0x7F, blanks, controls and `#` are refused;
 * brackets, `|` and the like pass although RFC 3986 wants them encoded, because browsers and generated clients send them so and they have one reading.
 */
export function decodeQueryText(raw: string, from: number = 0, to: number = raw.length): string | QueryRefusal {
  let plus = false;
  for (let at = from; at < to; at += 1) {
    const code = raw.charCodeAt(at);
    if (code <= 0x20 || code === 0x7f || code === HASH) return { refused: "character", offset: at };
    if (code === 0x2b) plus = true;
  }
  if (!plus) return decodePercent(raw, from, to);
  const decoded = decodePercent(raw.slice(from, to).replaceAll("+", " "));
  return typeof decoded === "string" ? decoded : { refused: decoded.refused, offset: decoded.offset + from };
}

/**
 * The pairs of a raw query (without `?`) in order. `&` separates, `;` does not (but see `holdsSemicolon`). Empty stretches between ampersands are no pairs, as every reader of the format
 * agrees. Anything malformed refuses the whole.
 */
export function decodeQuery(raw: string, maxPairs: number = MAX_QUERY_PAIRS): readonly QueryPair[] | QueryRefusal {
  const pairs: QueryPair[] = [];
  let start = 0;
  let equals = -1;
  for (let at = 0; at <= raw.length; at += 1) {
    const code = at < raw.length ? raw.charCodeAt(at) : AMPERSAND;
    if (code === EQUALS && equals < 0) equals = at;
    if (code !== AMPERSAND) continue;
    if (at > start) {
      if (pairs.length === maxPairs) return { refused: "count", offset: start };
      const pair = decodePair(raw, start, equals, at);
      if ("refused" in pair) return pair;
      pairs.push(pair);
    }
    start = at + 1;
    equals = -1;
  }
  return pairs;
}

/**
 * Whether a semicolon stands in a pair as it is. Rack before version 3 divides there as at `&`, Go leaves out the whole pair; so it has one reading only where
 * whoever describes the API says that it is part of the value (`allowReserved`).
 */
export function holdsSemicolon({ rawName, rawValue }: QueryPair): boolean {
  return rawName.includes(";") || rawValue?.includes(";") === true;
}

function decodePair(raw: string, start: number, equals: number, end: number): QueryPair | QueryRefusal {
  const nameEnd = equals < 0 ? end : equals;
  const name = decodeQueryText(raw, start, nameEnd);
  if (typeof name !== "string") return name;
  const value = equals < 0 ? "" : decodeQueryText(raw, equals + 1, end);
  if (typeof value !== "string") return value;
  return { name, value, rawName: raw.slice(start, nameEnd), rawValue: equals < 0 ? null : raw.slice(equals + 1, end) };
}
