/** An upstream's field sections of HTTP/2, read as strictly as the heads of HTTP/1.1 answers (RFC 9113 section 8.3.2). */
import { isToken } from "../../codec/field_syntax.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { isFieldValue } from "../byte_class.ts";
import { fieldId, mimicsKnownField } from "../field_names.ts";
import { Fields, fieldsOf } from "../headers.ts";
import { parseContentLength } from "../http1/content_length.ts";
import type { Http1Limits } from "../http1/http1_limits.ts";
import { type RefusalCode, type RefuseEvent, refuseResponse } from "../http1/refusal.ts";
import type { ResponseHeadEvent } from "../http1/response_parser.ts";
import { CONNECTION_FIELDS } from "./connection_fields.ts";

const CHUNKED: BodyFraming = Object.freeze({ kind: "chunked" });
const NONE: BodyFraming = Object.freeze({ kind: "none" });

/** `raw`: names and values in turn, `:status` first. `endsStream`: no content follows. Content of unknown length is `chunked`. */
export function readHttp2Answer(
  raw: readonly string[],
  endsStream: boolean,
  method: string,
  limits: Http1Limits,
): ResponseHeadEvent | RefuseEvent {
  const status = raw[1] ?? "";
  if (raw[0] !== ":status" || !/^[2-5][0-9]{2}$/u.test(status)) return refuseResponse("status_unknown", "header::status");
  const fields = readAnswerFields(raw, 2, limits);
  if (!(fields instanceof Fields)) return fields;
  const lengths = fields.getAll("content-length");
  if (lengths.length > 1) return refuseResponse("content_length_repeated", "header:content-length");
  const bytes = lengths[0] === undefined ? null : parseContentLength(lengths[0]);
  if (lengths.length === 1 && bytes === null) return refuseResponse("content_length_malformed", "header:content-length");
  const code = Number(status);
  const bodiless = code === 204 || code === 304 || method === "HEAD";
  if (endsStream && !bodiless && bytes !== null && bytes > 0) return refuseResponse("length_mismatch", "header:content-length");
  const declared: BodyFraming = bytes === null ? (endsStream ? NONE : CHUNKED) : { kind: "length", bytes };
  return {
    kind: "head",
    status: code,
    minor: 1,
    fields,
    framing: endsStream || bodiless ? NONE : declared,
    declared: code === 204 ? NONE : declared,
    keepAlive: true,
    bytes: fields.text.length + 15,
  };
}

/** A field section from `from` on: of a head behind its status, or of trailers, which have no pseudo-header. */
export function readAnswerFields(raw: readonly string[], from: number, limits: Http1Limits): Fields | RefuseEvent {
  const pairs: [string, string][] = [];
  let size = 0;
  for (let at = from; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const value = raw[at + 1] ?? "";
    const code = fieldFault(name, value, limits);
    if (code !== null) return refuseResponse(code, `line:${at / 2 + 1}`);
    size += name.length + value.length + 4;
    pairs.push([name, value]);
  }
  if (pairs.length > limits.fieldCount) return refuseResponse("field_count", "head");
  if (size > limits.headBytes) return refuseResponse("head_too_large", "head");
  return fieldsOf(pairs);
}

function fieldFault(name: string, value: string, limits: Http1Limits): RefusalCode | null {
  if (name.startsWith(":")) return "pseudo_header_malformed";
  if (fieldId(name) < 0) {
    if (!isToken(name) || name !== name.toLowerCase()) return "field_name_malformed";
    if (mimicsKnownField(name)) return "field_name_mimicry";
  }
  if (!isFieldValue(value)) return "field_value_malformed";
  if (name.length + value.length + 4 > limits.fieldBytes) return "field_too_large";
  return CONNECTION_FIELDS.has(name) ? "connection_field" : null;
}
