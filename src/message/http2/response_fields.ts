/** The field section of an answer for HTTP/2: what HTTP/1.1 would write as lines, as names and values in turn (RFC 9113 section 8.3.2). */
import type { Fields } from "../headers.ts";
import { HOP_BY_HOP } from "../hop_by_hop.ts";
import { isForbiddenTrailer } from "../http1/trailers.ts";
import { type CheckedFields, checkField, type DroppedNames, isDropped, type ResponseHead } from "../http1/serialise.ts";

export interface Http2ResponseHead {
  /** Between 200 and 599: there is no 101 in HTTP/2 (RFC 9113 section 8.6). */
  readonly status: number;
  readonly base: Fields;
  readonly drop: DroppedNames;
  readonly lines: CheckedFields | null;
  readonly set: ResponseHead["set"];
  readonly framing: ResponseHead["framing"];
  /** The exchange's id, sent as `x-request-id`. */
  readonly id: string;
}

/** `:status` first, names lower case. What can't stand in a head is a TypeError, before anything leaves; fields of the connection are left out. */
export function toHttp2Response({ status, base, drop, lines, set, framing, id }: Http2ResponseHead): string[] {
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new TypeError("the status must be between 200 and 599");
  const list = [":status", String(status)];
  if (framing.kind === "length") list.push("content-length", String(framing.bytes));
  for (let index = 0; index < base.length; index += 1)
    if (!isDropped(base, index, drop, set)) list.push(base.nameAt(index), base.valueAt(index));
  for (const [name, value] of set) {
    if (HOP_BY_HOP.has(name)) continue;
    checkField(name, value);
    list.push(name, value);
  }
  if (lines !== null) for (const [name, value] of lines.fields) if (!HOP_BY_HOP.has(name)) list.push(name, value);
  list.push("x-request-id", id);
  return list;
}

/** The trailer section of an answer, values by name: no field of the connection or of framing, and none that would change what was judged (RFC 9110 section 6.5.1). */
export function toHttp2Trailers(fields: Fields): Readonly<Record<string, string[]>> {
  const trailers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index < fields.length; index += 1) {
    const name = fields.nameAt(index);
    if (isDropped(fields, index, NOTHING_DROPPED, []) || isForbiddenTrailer(name)) continue;
    (trailers[name] ??= []).push(fields.valueAt(index));
  }
  return trailers;
}

const NOTHING_DROPPED: DroppedNames = Object.freeze({ has: (): boolean => false });
