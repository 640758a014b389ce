/** Web origins (RFC 6454): scheme, host and port of an Origin field, compared as a whole. Guards of CORS and of the admin address use it. */
import type { CanonicalHost } from "../kernel/exchange.ts";
import { effectivePort, parseHost } from "./host.ts";

export interface WebOrigin {
  readonly scheme: "http" | "https";
  readonly host: CanonicalHost;
}

/**
 * The origin that is the whole of `text` (`https://app.example`, `http://localhost:3000`), or null: also for `null` (a sandboxed page; equal to nothing), for a
 * list, for upper-case schemes, a path or a trailing slash, for schemes that are not of the web.
 */
export function parseOrigin(text: string): WebOrigin | null {
  const scheme = text.startsWith("https://") ? "https" : text.startsWith("http://") ? "http" : null;
  if (scheme === null) return null;
  const host = parseHost(text.slice(scheme.length + 3));
  return "problem" in host ? null : { scheme, host };
}

/** Same scheme, host and effective port (RFC 6454 section 5). */
export function isSameOrigin(a: WebOrigin, b: WebOrigin): boolean {
  return a.scheme === b.scheme && a.host.name === b.host.name && effectivePort(a.host, a.scheme) === effectivePort(b.host, b.scheme);
}
