/** The names of a certificate's subjectAltName extension (RFC 5280 section 4.2.1.6), as Node prints them: `DNS:a.example, IP Address:192.0.2.1, URI:"a, b"`. */
import { canonicalPeerAddress } from "../codec/ip_address.ts";

export interface SubjectAltNames {
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  readonly emails: readonly string[];
  /** Canonical text. */
  readonly addresses: readonly string[];
}

/**
 * Entries of other kinds are left out. Why by hand: a name may hold `, DNS:` itself; Node then writes its value as a JSON string, which is read as one here
 * (CVE-2021-44532).
 */
export function parseSubjectAltNames(text: string | undefined): SubjectAltNames {
  const entries = text === undefined ? [] : entriesOf(text);
  const of = (kind: string): readonly string[] => entries.filter((entry) => entry.kind === kind).map(({ value }) => value);
  return {
    dnsNames: of("DNS").map((name) => name.toLowerCase()),
    uris: of("URI"),
    emails: of("email"),
    addresses: of("IP Address").flatMap((address) => canonicalPeerAddress(address) ?? []),
  };
}

interface Entry {
  readonly kind: string;
  readonly value: string;
}

function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at < text.length) {
    const colon = text.indexOf(":", at);
    if (colon === -1) break;
    const kind = text.slice(at, colon);
    const quoted = text[colon + 1] === '"';
    const end = quoted ? closingQuote(text, colon + 2) + 1 : text.indexOf(", ", colon);
    const stop = end <= 0 ? text.length : end;
    const raw = text.slice(colon + 1, stop);
    entries.push({ kind, value: quoted ? unquoted(raw) : raw });
    at = stop + 2;
  }
  return entries;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function unquoted(raw: string): string {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
