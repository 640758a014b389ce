/**
 * The Host field and the authority of a URI (RFC 9110 section 7.2, RFC 3986 section 3.2), in one canonical reading. Routing, allow-lists and the rebuilt Host of
 * the upstream all use it, so a spelling that two readers could take for two hosts is refused: user information, percent-encoding, lists, a trailing dot, an
 * empty port, numbers in other clothes (`127.1`, `0x7f.1`).
 */
import { parseIpAddress, toIpText } from "../codec/ip_address.ts";
import type { CanonicalHost } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";

const COLON = 0x3a;
const MAX_NAME = 253;
const MAX_LABEL = 63;

/** A host that is refused: 400, and the connection closed, since whoever sent it may mean another server. */
export function hostRefusal(code: "missing" | "repeated" | "invalid", message: string): Refusal {
  const titles = { missing: "Host missing", repeated: "Host repeated", invalid: "Invalid host" } as const;
  return {
    problem: problem(400, `host_${code}`, titles[code], { close: true }),
    findings: [{ code: `host.${code}`, place: "header:host", message, rule: "RFC 9112 section 3.2" }],
  };
}

/**
 * `name[:port]`: a registered name of letters, digits, `-` and `_` (lower-cased; labels of 1 to 63, 253 in all, none beginning or ending with `-`), a dotted
 * IPv4 address, or an IPv6 address in brackets (written as RFC 5952 has it, in brackets; IPv4-mapped as IPv4). The port has 1 to 5 digits, no leading zero, at most 65535.
 */
export function parseHost(text: string): CanonicalHost | Refusal {
  if (text.length === 0) return hostRefusal("invalid", "the host is empty");
  let nameEnd = text.length;
  if (text.startsWith("[")) {
    nameEnd = text.indexOf("]") + 1;
    if (nameEnd === 0) return hostRefusal("invalid", "the bracket of the host is not closed");
  } else {
    const colon = text.indexOf(":");
    if (colon >= 0) nameEnd = colon;
  }
  const port = nameEnd === text.length ? null : portAt(text, nameEnd);
  if (port === -1) return hostRefusal("invalid", "what follows the name of the host is not a port from 0 to 65535");
  const name = text.startsWith("[") ? bracketed(text.slice(1, nameEnd - 1)) : registered(text.slice(0, nameEnd));
  return name === null ? hostRefusal("invalid", "the host is neither a plain name nor an IP address") : { name, port };
}

/** The port that is the rest of `text` after the colon at `colon`; -1 where it is none. */
function portAt(text: string, colon: number): number {
  const digits = text.length - colon - 1;
  if (text.charCodeAt(colon) !== COLON || digits < 1 || digits > 5) return -1;
  let port = 0;
  for (let at = colon + 1; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9 || (port === 0 && at > colon + 1)) return -1;
    port = port * 10 + digit;
  }
  return port <= 65535 ? port : -1;
}

function bracketed(inner: string): string | null {
  const address = inner.includes(":") ? parseIpAddress(inner) : null;
  if (address === null) return null;
  return address.family === 4 ? toIpText(address) : `[${toIpText(address)}]`;
}

function registered(text: string): string | null {
  if (text.length > MAX_NAME) return null;
  let label = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0x2e;
    if (code === 0x2e) {
      if (at === label || at - label > MAX_LABEL || text.charCodeAt(at - 1) === 0x2d) return null;
      label = at + 1;
    } else if (!isLabelCharacter(code, at === label)) return null;
  }
  const name = text.toLowerCase();
  return endsInNumber(name) && parseIpAddress(name) === null ? null : name;
}

function isLabelCharacter(code: number, first: boolean): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || (code === 0x2d && !first);
}

/** Whether resolvers would take the name for an IPv4 address in some notation: its last label is a decimal or `0x` number (WHATWG URL, "ends in a number"). */
function endsInNumber(name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const hex = last.startsWith("0x");
  for (let at = hex ? 2 : 0; at < last.length; at += 1) {
    const code = last.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (hex && code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}

/** The port that is meant where none is written. */
export function effectivePort(host: CanonicalHost, scheme: "http" | "https"): number {
  return host.port ?? (scheme === "https" ? 443 : 80);
}

/** `name` or `name:port`, as a Host field has it. */
export function toHostText(host: CanonicalHost): string {
  return host.port === null ? host.name : `${host.name}:${host.port}`;
}
