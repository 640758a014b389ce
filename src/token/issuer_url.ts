/** The issuer identifier (RFC 8414 section 2, OpenID Connect Discovery section 2), read by hand: compared as text, it must never be re-interpreted as a URL. */

/** `https://` host, optional port and path; `http://` only on loopback. The parts are slices of the text. */
export interface IssuerUrl {
  /** Scheme and authority, without a slash at the end. */
  readonly origin: string;
  /** "" or a path that starts with a slash; never ends with one. */
  readonly path: string;
}

const MAX_LENGTH = 512;

/** The parts, or one lower-case sentence that says why the text is no issuer identifier. */
export function parseIssuerUrl(text: string): IssuerUrl | string {
  if (text.length > MAX_LENGTH) return `an issuer is at most ${MAX_LENGTH} characters long`;
  const secure = text.startsWith("https://");
  if (!secure && !text.startsWith("http://")) return "an issuer starts with `https://`";
  const hostStart = secure ? 8 : 7;
  const slash = text.indexOf("/", hostStart);
  const authority = text.slice(hostStart, slash < 0 ? text.length : slash);
  for (let at = hostStart; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f || isForbidden(code))
      return "an issuer has no query, fragment, user name, blank or other odd character";
  }
  const host = hostOf(authority);
  if (host === null) return "an issuer names a host, and a port from 1 to 65535 where it has one";
  if (!secure && !isLoopbackHost(host)) return "an issuer must use https; http is allowed on loopback only";
  const path = slash < 0 ? "" : text.slice(slash);
  return { origin: text.slice(0, hostStart + authority.length), path: path.endsWith("/") ? path.slice(0, -1) : path };
}

/** Whether the host of a URL, IPv6 in brackets or not, can only be this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host === "::1" || /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/u.test(host);
}

/** `"`, `#`, `<`, `>`, `?`, `@`, `\`, `^`, `` ` ``, `{`, `|`, `}`. */
function isForbidden(code: number): boolean {
  return '"#<>?@\\^`{|}'.includes(String.fromCharCode(code));
}

function hostOf(authority: string): string | null {
  const bracket = authority.startsWith("[") ? authority.indexOf("]") : 0;
  if (bracket < 0) return null;
  const colon = authority.indexOf(":", bracket);
  const host = colon < 0 ? authority : authority.slice(0, colon);
  const isName = /^[0-9A-Za-z._-]+$/u.test(host) || /^\[[0-9A-Fa-f:.]+\]$/u.test(host);
  if (!isName) return null;
  if (colon < 0) return host;
  const port = authority.slice(colon + 1);
  return /^[0-9]{1,5}$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? host : null;
}
