/** The fields by which proxies say on whose behalf they ask: `Forwarded` (RFC 7239) and the older `X-Forwarded-*`. Syntax only; whether to believe is `forwarded.ts`. */
import { quotedStringAt, skipBlanks, tokenEnd } from "../codec/field_syntax.ts";
import { parseIpAddress, toIpText } from "../codec/ip_address.ts";

/** What one proxy said. Null where it said nothing of the kind. */
export interface ForwardedElement {
  /** As written, without quotes: `192.0.2.1:80`, `[2001:db8::1]`, `unknown`, `_hidden`. */
  readonly for: string | null;
  readonly host: string | null;
  readonly proto: string | null;
}

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/**
 * The elements of a `Forwarded` value, first to last, or null where it breaks the grammar of RFC 7239 section 4: also for a parameter given twice in an element.
 * Blanks after `;` and empty list elements are tolerated. Several field lines are joined with `, ` by the caller.
 */
export function parseForwarded(text: string): readonly ForwardedElement[] | null {
  const elements: ForwardedElement[] = [];
  let pairs = new Map<string, string>();
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    if (text.charCodeAt(at) !== COMMA && text.charCodeAt(at) !== SEMICOLON) {
      const nameEnd = tokenEnd(text, at);
      if (nameEnd === at || text.charCodeAt(nameEnd) !== EQUALS) return null;
      const name = text.slice(at, nameEnd).toLowerCase();
      const quoted = quotedStringAt(text, nameEnd + 1);
      const end = quoted === null ? tokenEnd(text, nameEnd + 1) : quoted.end;
      if (end === nameEnd + 1 || pairs.has(name)) return null;
      pairs.set(name, quoted === null ? text.slice(nameEnd + 1, end) : quoted.value);
      at = skipBlanks(text, end);
      if (at === text.length) break;
    }
    if (text.charCodeAt(at) === COMMA) {
      if (pairs.size > 0) elements.push(toElement(pairs));
      pairs = new Map();
    } else if (text.charCodeAt(at) !== SEMICOLON) return null;
    at = skipBlanks(text, at + 1);
  }
  if (pairs.size > 0) elements.push(toElement(pairs));
  return elements;
}

function toElement(pairs: ReadonlyMap<string, string>): ForwardedElement {
  return { for: pairs.get("for") ?? null, host: pairs.get("host") ?? null, proto: pairs.get("proto") ?? null };
}

/**
 * Canonical address of a node (RFC 7239 section 6, or an entry of `X-Forwarded-For`): an address, `address:port`, `[IPv6]`, `[IPv6]:port` or a bare IPv6 address.
 * Null for anything else, `unknown` and obfuscated names included.
 */
export function nodeAddress(node: string): string | null {
  let text = node;
  if (node.startsWith("[")) {
    const close = node.indexOf("]");
    if (close < 0 || !isPortSuffix(node, close + 1)) return null;
    text = node.slice(1, close);
    if (!text.includes(":")) return null;
  } else {
    const colon = node.indexOf(":");
    if (colon >= 0 && node.indexOf(":", colon + 1) < 0) {
      if (!isPortSuffix(node, colon)) return null;
      text = node.slice(0, colon);
    }
  }
  const address = parseIpAddress(text);
  return address === null ? null : toIpText(address);
}

/** Whether the rest of `text` is empty, or a colon with a port of up to five digits or an obfuscated one (`_` and more). */
function isPortSuffix(text: string, at: number): boolean {
  if (at === text.length) return true;
  if (text.charCodeAt(at) !== 0x3a || at + 1 === text.length) return false;
  if (text.charAt(at + 1) === "_") return true;
  if (text.length - at - 1 > 5) return false;
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
