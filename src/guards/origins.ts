/** Which origins are allowed: exact ones (RFC 6454 section 6.2 text), every subdomain of a domain, or any. */

export interface OriginSet {
  readonly any: boolean;
  has(origin: string): boolean;
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,20}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$|^\[[0-9a-f:.]{2,45}\]$/u;
const PORT = /^[1-9][0-9]{0,4}$/u;

/** What is wrong with an entry of the list, or null: `https://app.example`, `http://localhost:5173`, `https://*.example.com` or `*`. */
export function originIssue(text: string): string | null {
  if (text === "*") return null;
  if (text === "null") return "`null` is the origin of every sandboxed frame and local file; name real origins";
  const scheme = text.startsWith("https://") ? "https" : text.startsWith("http://") ? "http" : null;
  if (scheme === null) return `\`${text}\` is no origin; write scheme, host and port, as in \`https://app.example\``;
  const authority = text.slice(scheme.length + 3);
  const colon = authority.startsWith("[") ? authority.indexOf(":", authority.indexOf("]")) : authority.indexOf(":");
  const host = colon === -1 ? authority : authority.slice(0, colon);
  const port = colon === -1 ? null : authority.slice(colon + 1);
  if (!HOST.test(host.startsWith("*.") ? host.slice(2) : host))
    return `\`${text}\` is no origin; a lower-case host without path or trailing slash, as in \`https://app.example\``;
  if (port === null) return null;
  if (!PORT.test(port)) return `\`${text}\` has a port that is none`;
  if (port === (scheme === "https" ? "443" : "80")) return `\`${text}\` names the default port, which browsers leave out; leave it out too`;
  return null;
}

/** Compiles a list in which `originIssue` finds nothing wrong. `https://*.example.com` is every host below `example.com`, not itself. */
export function compileOrigins(list: readonly string[]): OriginSet {
  const exact = new Set(list.filter((origin) => !origin.includes("*")));
  const below = list
    .filter((origin) => origin.includes("://*."))
    .map((origin) => ({ prefix: origin.slice(0, origin.indexOf("*")), suffix: origin.slice(origin.indexOf("*") + 1) }));
  const any = list.includes("*");
  return {
    any,
    has: (origin) => any || exact.has(origin) || below.some(({ prefix, suffix }) => isBelow(origin, prefix, suffix)),
  };
}

function isBelow(origin: string, prefix: string, suffix: string): boolean {
  const end = origin.length - suffix.length;
  if (end <= prefix.length || !origin.startsWith(prefix) || !origin.endsWith(suffix)) return false;
  // Why: only what a host name may contain, so that `https://evil.test/.example.com` is not below `example.com`.
  for (let index = prefix.length; index < end; index++) {
    const code = origin.charCodeAt(index);
    if (!((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 46)) return false;
  }
  return true;
}
