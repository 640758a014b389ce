/** The pseudo-headers of a request: each at most once, before every field, none but those of RFC 9113 section 8.3.1. */
import { type RefuseEvent, refuseRequest } from "../http1/refusal.ts";

export interface PseudoHeaders {
  readonly method: string;
  readonly scheme: string;
  readonly path: string;
  readonly authority: string | null;
  /** Where in the list the fields begin. */
  readonly end: number;
}

/** Reads them off the start of names and values in turn. A CONNECT, which has neither scheme nor path, is malformed here: no tunnel is opened over HTTP/2. */
export function readPseudoHeaders(raw: readonly string[]): PseudoHeaders | RefuseEvent {
  let method: string | null = null;
  let scheme: string | null = null;
  let path: string | null = null;
  let authority: string | null = null;
  let end = 0;
  for (; end < raw.length && raw[end]?.startsWith(":") === true; end += 2) {
    const value = raw[end + 1] ?? "";
    switch (raw[end] ?? "") {
      case ":method":
        if (method !== null) return refuseRequest("pseudo_header_malformed", "header::method");
        method = value;
        break;
      case ":scheme":
        if (scheme !== null) return refuseRequest("pseudo_header_malformed", "header::scheme");
        scheme = value;
        break;
      case ":path":
        if (path !== null) return refuseRequest("pseudo_header_malformed", "header::path");
        path = value;
        break;
      case ":authority":
        if (authority !== null) return refuseRequest("pseudo_header_malformed", "header::authority");
        authority = value;
        break;
      default:
        return refuseRequest("pseudo_header_malformed", `line:${end / 2 + 1}`);
    }
  }
  if (method === null) return refuseRequest("pseudo_header_malformed", "header::method");
  if (scheme === null) return refuseRequest("pseudo_header_malformed", "header::scheme");
  if (path === null) return refuseRequest("pseudo_header_malformed", "header::path");
  return { method, scheme, path, authority, end };
}
