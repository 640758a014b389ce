/** The one bearer token of a request (RFC 6750 section 2): in the `Authorization` field and nowhere else, once. */
import { tokenEnd } from "../../codec/field_syntax.ts";
import type { HeaderFields, Routed } from "../../kernel/exchange.ts";
import type { ShownToken } from "../../token/verify_token.ts";
import { queryValues } from "../query_values.ts";

/** `absent` also when the field has another scheme: that is a credential of somebody else. */
export type BearerRead =
  | { readonly kind: "absent" }
  | { readonly kind: "token"; readonly token: string; readonly shown: ShownToken }
  /** RFC 6750 section 3.1 `invalid_request`: more than one token, or one where it may not be. */
  | { readonly kind: "malformed"; readonly place: string; readonly message: string };

const ABSENT: BearerRead = Object.freeze({ kind: "absent" });
const SCHEME = "bearer";

const malformed = (place: string, message: string): BearerRead => ({ kind: "malformed", place, message });

/** What was read of these very fields, which are the same value for each of a connection's like requests. Saves reading, no check. */
const readings = new WeakMap<HeaderFields, BearerRead>();

/** Reads the token; `allowQuery`: the operation declares a query parameter `access_token` of its own. */
export function readBearer(exchange: Routed, allowQuery: boolean): BearerRead {
  const { headers, query } = exchange;
  const field = headers.get("authorization");
  // Why a token in the query is refused and not ignored: an upstream might prefer it, and it is in every log by now (RFC 9700 section 4.3.2).
  if (query !== null && !allowQuery && queryValues(query, "access_token").length > 0) {
    return malformed(
      "query:access_token",
      field === undefined
        ? "a token in the query is not accepted; send it in `Authorization`"
        : "a token stands in the query beside `Authorization`",
    );
  }
  if (field === undefined) return ABSENT;
  let read = readings.get(headers);
  if (read === undefined) {
    read =
      headers.getAll("authorization").length > 1
        ? malformed("header:authorization", "`Authorization` is sent more than once")
        : parseAuthorization(field);
    readings.set(headers, read);
  }
  return read;
}

/** `"Bearer" 1*SP b64token`; the scheme in any case. */
export function parseAuthorization(field: string): BearerRead {
  const end = tokenEnd(field, 0);
  if (end !== SCHEME.length || field.slice(0, end).toLowerCase() !== SCHEME)
    return field.includes(",") && field.toLowerCase().includes(`${SCHEME} `)
      ? malformed("header:authorization", "`Authorization` holds more than one credential")
      : ABSENT;
  let start = end;
  while (field.charCodeAt(start) === 0x20) start += 1;
  const token = field.slice(start);
  return start > end && isToken68(token)
    ? { kind: "token", token, shown: { digest: null } }
    : malformed("header:authorization", "what follows `Bearer` is not one token of the characters that a token has");
}

/** `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="` */
function isToken68(text: string): boolean {
  let at = 0;
  while (at < text.length && isToken68Character(text.charCodeAt(at))) at += 1;
  const characters = at;
  while (at < text.length && text.charCodeAt(at) === 0x3d) at += 1;
  return characters > 0 && at === text.length;
}

function isToken68Character(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x2d && code <= 0x39) || code === 0x5f || code === 0x7e || code === 0x2b;
}
