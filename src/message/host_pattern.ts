/**
 * Names that a certificate speaks for, and whether a host is among them (RFC 9525 section 6.3): an exact name or address, `*.example.com` for names of exactly one label
 * more, and `*`, which an operator may write, for any.
 */
import { parseHost } from "./host.ts";

/** The pattern in canonical form, as hosts of requests are compared; null where it is none. A wildcard stands for the whole of the leftmost label. */
export function parseHostPattern(text: string): string | null {
  if (text === "*") return text;
  const wildcard = text.startsWith("*.");
  const host = parseHost(wildcard ? text.slice(2) : text);
  if ("problem" in host || host.port !== null) return null;
  if (!wildcard) return host.name;
  return host.name.includes(".") && !isAddress(host.name) ? `*.${host.name}` : null;
}

function isAddress(name: string): boolean {
  return name.startsWith("[") || /^[0-9.]+$/u.test(name);
}

/** The wildcard that `host` falls under, null where none can name it. */
function wildcardOf(host: string): string | null {
  const dot = host.indexOf(".");
  return dot < 1 || isAddress(host) ? null : `*${host.slice(dot)}`;
}

/** The most specific key of `patterns` that names the canonical `host`: the exact one, its wildcard, `*`; null where none does. */
export function matchHost(patterns: { has(pattern: string): boolean }, host: string): string | null {
  if (host !== "*" && patterns.has(host)) return host;
  const wildcard = wildcardOf(host);
  if (wildcard !== null && patterns.has(wildcard)) return wildcard;
  return patterns.has("*") ? "*" : null;
}
