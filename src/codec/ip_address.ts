/**
 * IP addresses as text, with one reading each: IPv4 as four plain decimal numbers (no octal, no hex, no fewer parts), IPv6 as RFC 4291 section 2.2 without a
 * zone. An IPv4-mapped IPv6 address is the IPv4 address, so that a rule about one is a rule about the other.
 */
import { hexValue } from "./percent.ts";

/** `words` are unsigned 32-bit numbers, most significant first: one for IPv4, four for IPv6. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly words: readonly number[];
}

/** Longest text of an address: IPv6 with an embedded IPv4. */
const MAX_TEXT = 45;
const COLON = 0x3a;
const PERIOD = 0x2e;

/** The dotted IPv4 address that is all of `text` from `from`, as one number; -1 where it is none. */
function ipv4At(text: string, from: number): number {
  let value = 0;
  let part = -1;
  let parts = 0;
  let leadingZero = false;
  for (let at = from; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : PERIOD;
    if (code === PERIOD) {
      if (part < 0 || parts === 4) return -1;
      value = value * 256 + part;
      parts += 1;
      part = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      if (part >= 0 && leadingZero) return -1;
      if (part < 0) leadingZero = code === 0x30;
      part = (part < 0 ? 0 : part * 10) + code - 0x30;
      if (part > 255) return -1;
    } else return -1;
  }
  return parts === 4 ? value : -1;
}

/** Value of the 1 to 4 hex digits of `text` from `from` to `to`; -1 where they are not that. */
function groupAt(text: string, from: number, to: number): number {
  if (to === from || to - from > 4) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = hexValue(text.charCodeAt(at));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** The eight 16-bit groups of an IPv6 address, or null. */
function ipv6Groups(text: string): readonly number[] | null {
  const groups: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.startsWith("::")) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== COLON) end += 1;
    if (end === text.length && text.includes(".", at)) {
      const value = ipv4At(text, at);
      if (value < 0) return null;
      groups.push(Math.floor(value / 65536), value % 65536);
      at = end;
      break;
    }
    const group = groupAt(text, at, end);
    if (group < 0 || groups.length === 8) return null;
    groups.push(group);
    if (end === text.length) break;
    at = end + 1;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return null;
      gap = groups.length;
      at += 1;
    } else if (at === text.length) return null;
  }
  // `::` stands for at least one group (RFC 5952 section 4.2.2 writes one as `0`, RFC 4291 allows it).
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return null;
  if (gap >= 0) groups.splice(gap, 0, ...Array.from({ length: 8 - groups.length }, () => 0));
  return groups;
}

/**
 * The address that is the whole of `text`, or null: leading zeros in IPv4, a zone (`%eth0`), brackets, blanks and a port are all none.
 * `::ffff:10.0.0.1` is the IPv4 address `10.0.0.1`.
 */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > MAX_TEXT) return null;
  if (!text.includes(":")) {
    const value = ipv4At(text, 0);
    return value < 0 ? null : { family: 4, words: [value] };
  }
  const groups = ipv6Groups(text);
  if (groups === null) return null;
  const words: number[] = [];
  for (let index = 0; index < 8; index += 2) words.push((groups[index] ?? 0) * 65536 + (groups[index + 1] ?? 0));
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? { family: 4, words: [words[3] ?? 0] } : { family: 6, words };
}

/** Canonical text: dotted decimal, or RFC 5952 (lower case, no leading zeros, the first longest run of two or more zero groups as `::`). */
export function toIpText(address: IpAddress): string {
  if (address.family === 4) {
    const word = address.words[0] ?? 0;
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const groups = address.words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start += 1) {
    let end = start;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - start > bestLength) {
      best = start;
      bestLength = end - start;
    }
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return best < 0 ? hex(0, 8) : `${hex(0, best)}::${hex(best + bestLength, 8)}`;
}

/**
 * Canonical text of an address as the operating system reports a peer: a zone, which only says by which interface it came, is dropped.
 * Null where it is no address.
 */
export function canonicalPeerAddress(text: string): string | null {
  const zone = text.indexOf("%");
  const address = parseIpAddress(zone < 0 ? text : text.slice(0, zone));
  return address === null ? null : toIpText(address);
}
