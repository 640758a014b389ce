/**
 * Which fields are for one connection only (RFC 9110 section 7.6.1) and what `Connection` may say.
 *
 * A sender may nominate more fields as hop-by-hop by naming them in `Connection`, and they must then be removed. Attack: a client that nominates
 * `Authorization` or `X-Forwarded-For` makes the proxy strip what the upstream decides on. So nominating a field that bears identity, routing, framing or the
 * meaning of the body is refused; any other is removed before a guard sees it, so that what is judged is what is forwarded.
 */
import { isBlank } from "../codec/field_syntax.ts";
import { TOKEN_LOWER } from "./byte_class.ts";
import { FIELD } from "./field_names.ts";
import type { Fields } from "./headers.ts";

/** Never forwarded either way, nominated or not. `trailer` is written anew where trailers are forwarded, `upgrade` where it was granted. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What may stand in `Connection` without being a field to remove: options, and the hop-by-hop fields that clients rightly nominate. */
const OPTIONS: ReadonlySet<string> = new Set([
  "close",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "http2-settings",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
]);

const PROTECTED: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "cache-control",
  "connection",
  "cookie",
  "date",
  "dpop",
  "expect",
  "forwarded",
  "host",
  "idempotency-key",
  "location",
  "origin",
  "range",
  "referer",
  "set-cookie",
  "signature",
  "signature-input",
  "strict-transport-security",
  "traceparent",
  "tracestate",
  "transfer-encoding",
  "vary",
  "via",
  "www-authenticate",
]);
const PROTECTED_PREFIXES: readonly string[] = ["access-control-", "content-", "if-", "sec-", "x-"];

/** More options than this in one message are refused. */
export const MAX_CONNECTION_OPTIONS = 32;

/** What the `Connection` fields of a message say. `nominated`: lower-case names of further fields to remove, none of them protected. */
export type ConnectionOptions =
  | { readonly kind: "options"; readonly close: boolean; readonly upgrade: boolean; readonly nominated: ReadonlySet<string> }
  | { readonly kind: "malformed" }
  | { readonly kind: "protected" };

const NONE: ReadonlySet<string> = new Set();
const PERSIST: ConnectionOptions = Object.freeze({ kind: "options", close: false, upgrade: false, nominated: NONE });
const CLOSE: ConnectionOptions = Object.freeze({ kind: "options", close: true, upgrade: false, nominated: NONE });
const MALFORMED: ConnectionOptions = Object.freeze({ kind: "malformed" });

/** Whether a nomination of this lower-case field is refused: it bears identity, routing, framing or meaning, or is an `x-` field of unknown trust. */
export function isProtectedField(name: string): boolean {
  return PROTECTED.has(name) || PROTECTED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** Reads every `Connection` field: a list of tokens, empty elements ignored (RFC 9110 section 5.6.1.2). */
export function parseConnection(fields: Fields): ConnectionOptions {
  const tokens = new Set<string>();
  let seen = 0;
  for (let index = 0; index < fields.length; index += 1) {
    if (fields.idAt(index) !== FIELD.connection) continue;
    const value = fields.valueAt(index);
    seen += 1;
    if (value === "keep-alive" || value === "close") tokens.add(value);
    else if (!addTokens(value, tokens) || tokens.size > MAX_CONNECTION_OPTIONS) return MALFORMED;
  }
  if (seen === 0) return PERSIST;
  let nominated: Set<string> | null = null;
  for (const token of tokens) {
    if (OPTIONS.has(token)) continue;
    if (isProtectedField(token)) return { kind: "protected" };
    nominated ??= new Set();
    nominated.add(token);
  }
  const upgrade = tokens.has("upgrade");
  if (!upgrade && nominated === null) return tokens.has("close") ? CLOSE : PERSIST;
  return { kind: "options", close: tokens.has("close"), upgrade, nominated: nominated ?? NONE };
}

/** Adds the lower-case tokens of a comma-separated list; false where an element is no token. */
function addTokens(value: string, into: Set<string>): boolean {
  let at = 0;
  while (at < value.length) {
    while (at < value.length && (value[at] === "," || isBlank(value.charCodeAt(at)))) at += 1;
    const start = at;
    while (at < value.length && (TOKEN_LOWER[value.charCodeAt(at)] ?? 0) !== 0) at += 1;
    if (at > start) into.add(value.slice(start, at).toLowerCase());
    while (at < value.length && isBlank(value.charCodeAt(at))) at += 1;
    if (at < value.length && value[at] !== ",") return false;
  }
  return true;
}
