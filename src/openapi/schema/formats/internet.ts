/** Formats of the Internet's names (2020-12 validation, sections 7.3.2 to 7.3.4): `email`, `hostname`, `ipv4`, `ipv6`. */
import { parseIpAddress } from "../../../codec/ip_address.ts";

const isLetterOrDigit = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Labels of letters, digits and hyphens (RFC 1123 section 2.1): 1 to 63 characters, no hyphen at either end, 253 in all. */
export function isHostname(text: string): boolean {
  if (text.length === 0 || text.length > 253) return false;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 46;
    if (code === 46) {
      const length = at - start;
      if (length === 0 || length > 63 || text.charCodeAt(start) === 45 || text.charCodeAt(at - 1) === 45) return false;
      // `--` in third place marks an encoding (RFC 5891 section 4.2.3.1), of which `xn--` is the only one; nothing here decodes it.
      if (text.slice(start + 2, start + 4) === "--" && !/^xn--./iu.test(text.slice(start, start + 5))) return false;
      start = at + 1;
    } else if (code !== 45 && !isLetterOrDigit(code)) return false;
  }
  return true;
}

/** `atext` of RFC 5322 section 3.2.3, beyond letters and digits. */
const ATEXT = "!#$%&'*+-/=?^_`{|}~";

/** Dot-atom before the `@` (RFC 5321 section 4.1.2), 1 to 64 characters. */
function isDotAtom(text: string, end: number): boolean {
  if (end === 0 || end > 64) return false;
  let previous = 46;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46 ? previous === 46 : !isLetterOrDigit(code) && !ATEXT.includes(text.charAt(at))) return false;
    previous = code;
  }
  return previous !== 46;
}

/** Quoted string before the `@` (RFC 5321 section 4.1.2 `Quoted-string`). */
function isQuoted(text: string, end: number): boolean {
  if (end < 2 || end > 64 || text.charCodeAt(end - 1) !== 34) return false;
  for (let at = 1; at < end - 1; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      at += 1;
      if (at >= end - 1) return false;
    } else if (code === 34) return false;
    const taken = text.charCodeAt(at);
    if (taken < 32 || taken > 126) return false;
  }
  return true;
}

/** Mailbox of RFC 5321 section 4.1.2. Comments and folding of RFC 5322 are no addresses. */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf("@");
  if (at < 1 || !(text.startsWith('"') ? isQuoted(text, at) : isDotAtom(text, at))) return false;
  const domain = text.slice(at + 1);
  if (!domain.startsWith("[")) return isHostname(domain);
  if (!domain.endsWith("]")) return false;
  const literal = domain.slice(1, -1);
  return /^IPv6:/iu.test(literal) ? isIpv6(literal.slice(5)) : isIpv4(literal);
}

export function isIpv4(text: string): boolean {
  return !text.includes(":") && parseIpAddress(text) !== null;
}

export function isIpv6(text: string): boolean {
  return text.includes(":") && parseIpAddress(text) !== null;
}
