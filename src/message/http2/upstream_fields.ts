/** A request's field section for an upstream of HTTP/2, from the same head that HTTP/1.1 would write as lines (RFC 9113 section 8.3.1). */
import { isToken } from "../../codec/field_syntax.ts";
import { isFieldValue, isTargetText } from "../byte_class.ts";
import { HOP_BY_HOP } from "../hop_by_hop.ts";
import { checkField, isDropped, type RequestHead } from "../http1/serialise.ts";

/** Names and values in turn, pseudo-headers first. `trailers`: `te: trailers` is sent (RFC 9110 section 10.1.4). What can't be written is a TypeError, before anything leaves. */
export function toHttp2Request(head: RequestHead, scheme: "http" | "https", trailers: boolean): string[] {
  const { method, target, host, framing, base, drop, set, lines } = head;
  if (!isToken(method)) throw new TypeError("the method must be a token");
  if (!isTargetText(target)) throw new TypeError("the target has a character that must be percent-encoded");
  if (host === "" || !isFieldValue(host)) throw new TypeError("the host can't stand in a field");
  const list = [":method", method, ":scheme", scheme, ":authority", host, ":path", target];
  if (framing.kind === "length") list.push("content-length", String(framing.bytes));
  if (trailers) list.push("te", "trailers");
  for (let index = 0; index < base.length; index += 1)
    if (!isDropped(base, index, drop, set)) list.push(base.nameAt(index), base.valueAt(index));
  for (const [name, value] of set) {
    if (HOP_BY_HOP.has(name)) continue;
    checkField(name, value);
    list.push(name, value);
  }
  for (const line of (lines?.text ?? "").split("\r\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) list.push(line.slice(0, colon), line.slice(colon + 2));
  }
  return list;
}
