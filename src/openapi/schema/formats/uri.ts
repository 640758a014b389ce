/** Formats of RFC 3986 and RFC 3987 (2020-12 validation, section 7.3.5): `uri`, `uri-reference`, `iri`, `iri-reference`. Never through a URL parser: nothing
 * is re-interpreted. */
import { isHexDigit } from "../../../codec/percent.ts";
import { splitUri } from "../../uri_reference.ts";
import { isIpv6 } from "./internet.ts";

/** Characters of `pchar` besides letters, digits and percent-encoding: unreserved, sub-delims, `:` and `@` (RFC 3986 section 3.3). */
const PCHAR = "-._~!$&'()*+,;=:@";

/** Whether a part has only the characters it may: `extra` beside `pchar`; beyond ASCII where `international`. */
function isPart(text: string, extra: string, international: boolean): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 37) {
      if (!isHexDigit(text.charCodeAt(at + 1)) || !isHexDigit(text.charCodeAt(at + 2))) return false;
      at += 2;
    } else if (code > 127) {
      if (!international || code < 0xa0 || (code >= 0xe000 && code <= 0xf8ff) || code >= 0xfff0) return false;
    } else {
      const letterOrDigit = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122);
      const character = text.charAt(at);
      if (!letterOrDigit && !PCHAR.includes(character) && !extra.includes(character)) return false;
    }
  }
  return true;
}

/** `authority` of RFC 3986 section 3.2: `[userinfo@]host[:port]`. */
function isAuthority(text: string, international: boolean): boolean {
  const userEnd = text.lastIndexOf("@");
  if (userEnd >= 0 && (text.slice(0, userEnd).includes("@") || !isPart(text.slice(0, userEnd), "", international))) return false;
  const hostAndPort = text.slice(userEnd + 1);
  if (hostAndPort.startsWith("[")) {
    const end = hostAndPort.indexOf("]");
    if (end < 0) return false;
    const literal = hostAndPort.slice(1, end);
    if (!isIpv6(literal) && !isFutureAddress(literal)) return false;
    return isPort(hostAndPort.slice(end + 1));
  }
  const colon = hostAndPort.indexOf(":");
  const host = colon < 0 ? hostAndPort : hostAndPort.slice(0, colon);
  return !host.includes("@") && isPart(host, "", international) && (colon < 0 || isPort(hostAndPort.slice(colon)));
}

/** `IPvFuture` of RFC 3986 section 3.2.2: `v`, hexadecimal digits, a period, characters. */
function isFutureAddress(text: string): boolean {
  const period = text.indexOf(".");
  if ((text.charCodeAt(0) | 32) !== 118 || period < 2 || period === text.length - 1) return false;
  for (let at = 1; at < period; at += 1) if (!isHexDigit(text.charCodeAt(at))) return false;
  return !text.includes("%") && !text.includes("@") && isPart(text.slice(period + 1), "", false);
}

function isPort(text: string): boolean {
  if (text === "") return true;
  if (!text.startsWith(":") || text.length > 6) return false;
  for (let at = 1; at < text.length; at += 1) if (text.charCodeAt(at) < 48 || text.charCodeAt(at) > 57) return false;
  return Number(text.slice(1)) <= 65535;
}

/** Whether the part before a colon that stands before any `/?#` is a scheme (RFC 3986 section 3.1). */
function hasBadScheme(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 47 || code === 63 || code === 35) return false;
    if (code !== 58) continue;
    if (at === 0) return true;
    for (let index = 0; index < at; index += 1) {
      const unit = text.charCodeAt(index);
      const letter = (unit | 32) >= 97 && (unit | 32) <= 122;
      if (!letter && (index === 0 || !((unit >= 48 && unit <= 57) || unit === 43 || unit === 45 || unit === 46))) return true;
    }
    return false;
  }
  return false;
}

function isReference(text: string, international: boolean, absolute: boolean): boolean {
  if (hasBadScheme(text)) return false;
  const { authority, path, query, fragment } = splitUri(text);
  if (absolute && !hasScheme(text)) return false;
  if (authority !== null && !isAuthority(authority, international)) return false;
  return (
    isPart(path, "/", international) &&
    (query === null || isPart(query, "/?", international)) &&
    (fragment === null || isPart(fragment, "/?", international))
  );
}

function hasScheme(text: string): boolean {
  const colon = text.indexOf(":");
  if (colon < 1) return false;
  for (const mark of "/?#") {
    const at = text.indexOf(mark);
    if (at >= 0 && at < colon) return false;
  }
  return true;
}

export function isUri(text: string): boolean {
  return isReference(text, false, true);
}

export function isUriReference(text: string): boolean {
  return isReference(text, false, false);
}

export function isIri(text: string): boolean {
  return isReference(text, true, true);
}

export function isIriReference(text: string): boolean {
  return isReference(text, true, false);
}

/** RFC 6570: expressions in braces, unnested, each of variable names with modifiers, after an operator or none. */
export function isUriTemplate(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (
      code === 125 ||
      code <= 32 ||
      code === 127 ||
      code === 34 ||
      code === 60 ||
      code === 62 ||
      code === 92 ||
      code === 94 ||
      code === 96 ||
      code === 124
    )
      return false;
    if (code !== 123) {
      at += 1;
      continue;
    }
    const end = text.indexOf("}", at);
    if (end < 0 || !isExpression(text, at + 1, end)) return false;
    at = end + 1;
  }
  return true;
}

function isExpression(text: string, from: number, end: number): boolean {
  let at = "+#./;?&=,!@|".includes(text.charAt(from)) ? from + 1 : from;
  if (at >= end) return false;
  for (;;) {
    const start = at;
    while (at < end && /^[\w.%]$/u.test(text.charAt(at))) at += 1;
    if (at === start || text.charAt(start) === "." || text.slice(start, at).includes("..")) return false;
    if (text.charAt(at) === "*") at += 1;
    else if (text.charAt(at) === ":") {
      const digitsStart = (at += 1);
      while (at < end && /^\d$/u.test(text.charAt(at))) at += 1;
      if (at === digitsStart || at - digitsStart > 4 || text.charAt(digitsStart) === "0") return false;
    }
    if (at === end) return true;
    if (text.charAt(at) !== ",") return false;
    at += 1;
  }
}
