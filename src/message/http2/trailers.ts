/** The trailer section of a request in HTTP/2: none is forwarded, and one that bears what had to be known before the content is refused, as in HTTP/1.1 (RFC 9110 section 6.5.1). */
import type { Http1Limits } from "../http1/http1_limits.ts";
import { type RefuseEvent, refuseRequest } from "../http1/refusal.ts";
import { isForbiddenTrailer } from "../http1/trailers.ts";

/** `raw`: names and values in turn, in the order received. Null where nothing is wrong; places are `trailer:N`, 1-based. */
export function trailerRefusal(raw: readonly string[], limits: Http1Limits): RefuseEvent | null {
  let bytes = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const place = `trailer:${at / 2 + 1}`;
    bytes += name.length + (raw[at + 1] ?? "").length + 4;
    if (bytes > limits.trailerBytes || at / 2 >= limits.trailerCount) return refuseRequest("trailer_too_large", place);
    if (name.startsWith(":") || isForbiddenTrailer(name)) return refuseRequest("trailer_forbidden", place);
  }
  return null;
}
