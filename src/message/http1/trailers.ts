/** The trailer section of a chunked message: field lines like a head's, but none that had to be known before the content (RFC 9110 section 6.5.1). */
import { mimicsKnownField } from "../field_names.ts";
import type { Fields } from "../headers.ts";
import { HOP_BY_HOP } from "../hop_by_hop.ts";

const FORBIDDEN: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "age",
  "authorization",
  "baggage",
  "cache-control",
  "cookie",
  "date",
  "dpop",
  "expect",
  "expires",
  "forwarded",
  "from",
  "host",
  "idempotency-key",
  "location",
  "max-forwards",
  "origin",
  "pragma",
  "range",
  "referer",
  "retry-after",
  "set-cookie",
  "traceparent",
  "tracestate",
  "vary",
  "via",
  "warning",
  "www-authenticate",
  "x-api-key",
  "x-csrf-token",
  "x-http-method-override",
  "x-original-url",
  "x-real-ip",
  "x-request-id",
  "x-rewrite-url",
]);
const FORBIDDEN_PREFIXES: readonly string[] = ["access-control-", "if-", "sec-", "x-forwarded-"];
/** `content-` fields that describe the content as received; a digest is what trailers are for. */
const ALLOWED_CONTENT: ReadonlySet<string> = new Set(["content-digest"]);

/** Whether a lower-case name must not stand in a trailer section: framing, routing, authentication, request modifiers, control data, the meaning of the content. */
export function isForbiddenTrailer(name: string): boolean {
  if (FORBIDDEN.has(name) || mimicsKnownField(name)) return true;
  if (name.startsWith("content-")) return !ALLOWED_CONTENT.has(name);
  return FORBIDDEN_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** Index of the first field that must not be a trailer, -1 where all may. */
export function forbiddenTrailerIndex(fields: Fields): number {
  for (let index = 0; index < fields.length; index += 1) if (isForbiddenTrailer(fields.nameAt(index))) return index;
  return -1;
}
