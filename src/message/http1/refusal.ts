/** Why a message is refused: one row per reason. Nothing below or above this table invents a code or a status. */

// `status` is what a client gets; a refused response is 502 whatever the row says.
const REASONS = {
  // request line (RFC 9112 section 3)
  empty_line_before_request: { status: 400, message: "an empty line stands before the request line" },
  method_malformed: { status: 400, message: "the method is not a token followed by one space" },
  method_too_long: { status: 501, message: "the method is longer than any that is implemented" },
  target_malformed: { status: 400, message: "the target is empty or has a character that must be percent-encoded" },
  version_missing: { status: 400, message: "the request line has no HTTP version" },
  version_malformed: { status: 400, message: "the version is not `HTTP/1.1` or `HTTP/1.0` directly before the line end" },
  version_unsupported: { status: 505, message: "the version is neither HTTP/1.1 nor HTTP/1.0" },
  request_line_too_long: { status: 414, message: "the request line is over its limit" },
  // status line (RFC 9112 section 4)
  status_line_malformed: { status: 502, message: "the status line is not version, space, three digits, space, reason" },
  status_line_too_long: { status: 502, message: "the status line is over its limit" },
  status_unknown: { status: 502, message: "the status is not between 100 and 599" },
  // lines (RFC 9112 section 2.2 and 5)
  bare_lf: { status: 400, message: "a line feed stands without a carriage return" },
  bare_cr: { status: 400, message: "a carriage return stands without a line feed" },
  obs_fold: { status: 400, message: "a field line starts with a blank: folded lines are obsolete" },
  field_name_empty: { status: 400, message: "a field line has no name" },
  field_name_malformed: { status: 400, message: "a field name has a character that is not of a token" },
  field_name_mimicry: { status: 400, message: "a field name is that of a known field with underscores for hyphens" },
  space_before_colon: { status: 400, message: "a blank stands between a field name and its colon" },
  colon_missing: { status: 400, message: "a field line has no colon" },
  field_value_malformed: { status: 400, message: "a field value has a control character" },
  field_too_large: { status: 431, message: "a field line is over its limit" },
  field_count: { status: 431, message: "there are more fields than the limit allows" },
  head_too_large: { status: 431, message: "the head is over its limit" },
  // framing and connection (RFC 9112 section 6, RFC 9110 section 7.6.1, 8.6, 10.1.1)
  host_missing: { status: 400, message: "there is no Host field" },
  host_repeated: { status: 400, message: "there is more than one Host field" },
  length_and_chunked: { status: 400, message: "both Content-Length and Transfer-Encoding are given" },
  content_length_repeated: { status: 400, message: "Content-Length is given more than once" },
  content_length_malformed: { status: 400, message: "Content-Length is not a plain decimal number" },
  transfer_encoding_repeated: { status: 400, message: "Transfer-Encoding is given more than once" },
  transfer_encoding_unknown: { status: 400, message: "Transfer-Encoding is not exactly `chunked`" },
  transfer_encoding_in_1_0: { status: 400, message: "Transfer-Encoding is given in HTTP/1.0" },
  expectation_unknown: { status: 417, message: "Expect is not exactly `100-continue`" },
  connection_malformed: { status: 400, message: "Connection is not a short list of tokens" },
  connection_nominates: { status: 400, message: "Connection nominates a field that must not be stripped" },
  body_too_large: { status: 413, message: "the content is over its limit" },
  // chunks (RFC 9112 section 7.1)
  chunk_size_malformed: { status: 400, message: "a chunk size is not plain hexadecimal digits" },
  chunk_extension: { status: 400, message: "a chunk has an extension: none is accepted" },
  chunk_line_too_long: { status: 400, message: "a chunk size line is over its limit" },
  chunks_too_small: { status: 400, message: "the content comes in too many chunks of hardly a byte" },
  chunk_end_missing: { status: 400, message: "the data of a chunk is not followed by a line end" },
  trailer_too_large: { status: 431, message: "the trailer section is over its limit" },
  trailer_forbidden: { status: 400, message: "a trailer field bears framing, routing, authentication or the meaning of the content" },
  // HTTP/2 (RFC 9113 section 8)
  pseudo_header_malformed: { status: 400, message: "a pseudo-header is missing, repeated, unknown or stands behind a field" },
  scheme_mismatch: { status: 400, message: "`:scheme` is not that of the connection" },
  authority_mismatch: { status: 400, message: "`:authority` and Host name different hosts" },
  connection_field: { status: 400, message: "a field of HTTP/1.1 connections is given in HTTP/2" },
  field_repeated: { status: 400, message: "a field that has one value is given more than once" },
  length_mismatch: { status: 400, message: "the content is not as long as Content-Length says" },
  // conversation
  message_incomplete: { status: 400, message: "the connection ended within a message" },
  response_unasked: { status: 502, message: "bytes came from the upstream while no response was due" },
  informational_too_many: { status: 502, message: "too many informational responses came before the final one" },
  upgrade_unasked: { status: 502, message: "the upstream switched protocols without being asked" },
  framing_forbidden: { status: 502, message: "a response that has no content declares some" },
  close_delimited: { status: 502, message: "the end of the response is told by closing the connection only" },
} as const;

/** Stable reason of a refusal. */
export type RefusalCode = keyof typeof REASONS;

/** Every reason, for tables and documentation. */
export const REFUSAL_CODES: readonly RefusalCode[] = Object.freeze(
  Object.keys(REASONS).filter((code): code is RefusalCode => Object.hasOwn(REASONS, code)),
);

/**
 * The message is refused, and with it the connection: after this a parser produces nothing.
 * `place`: `line:3` (of the head, 1-based), `trailer:1` (line of the trailer section), `chunk`, `body`, `header:content-length`, `connection`.
 */
export interface RefuseEvent {
  readonly kind: "refuse";
  readonly status: number;
  readonly code: RefusalCode;
  readonly message: string;
  readonly place: string;
}

/** The refusal of a request. Its message holds no byte of the caller's. */
export function refuseRequest(code: RefusalCode, place: string): RefuseEvent {
  const { status, message } = REASONS[code];
  return { kind: "refuse", status, code, message, place };
}

/** The refusal of a response: what ails it is the upstream's fault, so 502. */
export function refuseResponse(code: RefusalCode, place: string): RefuseEvent {
  return { kind: "refuse", status: 502, code, message: REASONS[code].message, place };
}
