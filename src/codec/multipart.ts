/**
 * `multipart/form-data` (RFC 7578 over RFC 2046 section 5.1), strictly. Every lenient reading of a boundary is a way to show a gateway one form and the server
 * behind it another; so the body is exactly delimiter, part, delimiter, part, closing delimiter, and nothing before, between or after.
 */
import { ByteSearch } from "./byte_search.ts";
import { tokenEnd, trimBlanks } from "./field_syntax.ts";
import { parseFormDisposition } from "./form_disposition.ts";
import { decodeUtf8 } from "./utf8.ts";

export interface MultipartPart {
  readonly name: string;
  /** As sent, known to be no path; null where there is none. */
  readonly filename: string | null;
  /** Value of the part's Content-Type as written, null where there is none (then it is `text/plain`, RFC 7578 section 4.4). */
  readonly contentType: string | null;
  /** Every header of the part: names lower case, each once. */
  readonly headers: ReadonlyMap<string, string>;
  /** A view of the body, not a copy. */
  readonly bytes: Uint8Array;
}

/**
 * `boundary`: none, or not as RFC 2046 has it. `preamble`, `epilogue`: bytes before the first or after the closing delimiter. `delimiter`: the boundary where no
 * delimiter may be, or with more behind it on its line. `header`: a malformed, repeated or too long one. `disposition`: no `form-data` with one name.
 * `filename`: `filename*`, escapes, or a path. `transfer_encoding`: any but `7bit`, `8bit`, `binary`. `nested`: a part that is a multipart itself. `count`: too
 * many parts. `truncated`: no closing delimiter.
 */
export type MultipartFault =
  | "boundary"
  | "preamble"
  | "epilogue"
  | "delimiter"
  | "header"
  | "disposition"
  | "filename"
  | "transfer_encoding"
  | "nested"
  | "count"
  | "truncated";

export interface MultipartRefusal {
  readonly refused: MultipartFault;
  /** Bytes before the fault; for faults of a part, before its headers. */
  readonly offset: number;
}

/** Parts of one form; more is refused. */
const MAX_PARTS = 256;
/** Headers of one part, and bytes of all of them. */
const MAX_PART_HEADERS = 16;
const MAX_HEADER_BYTES = 4_096;
/** RFC 2046 section 5.1.1. */
const MAX_BOUNDARY = 70;

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const END_OF_HEADERS = new ByteSearch(Uint8Array.of(CR, LF, CR, LF));
const encoder = new TextEncoder();

/** `bchars` of RFC 2046 section 5.1.1 without the blank, which some readers trim. */
export function isBoundary(text: string): boolean {
  if (text.length === 0 || text.length > MAX_BOUNDARY) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const alphanumeric = (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
    if (!alphanumeric && !"'()+_,-./:=?".includes(text.charAt(at))) return false;
  }
  return true;
}

/** The parts in order, perhaps none. `boundary` as the Content-Type names it, without quotes. Linear, total; nothing is copied but header text. */
export function decodeMultipart(
  bytes: Uint8Array,
  boundary: string,
  maxParts: number = MAX_PARTS,
): readonly MultipartPart[] | MultipartRefusal {
  if (!isBoundary(boundary)) return { refused: "boundary", offset: 0 };
  const search = new ByteSearch(encoder.encode(`--${boundary}`));
  const length = boundary.length + 2;
  const parts: MultipartPart[] = [];
  let delimiter = search.indexIn(bytes, 0);
  if (delimiter < 0) return { refused: "truncated", offset: bytes.length };
  if (delimiter > 0) return { refused: "preamble", offset: 0 };
  for (;;) {
    const after = delimiter + length;
    if (bytes[after] === DASH && bytes[after + 1] === DASH)
      return endsAt(bytes, after + 2) ? parts : { refused: "epilogue", offset: after };
    // Why exactly CRLF: blanks, a bare LF or further characters make a delimiter to some readers and data to others.
    if (bytes[after] !== CR || bytes[after + 1] !== LF) return { refused: "delimiter", offset: after };
    if (parts.length === maxParts) return { refused: "count", offset: delimiter };
    const start = after + 2;
    const next = search.indexIn(bytes, start);
    if (next < 0) return { refused: "truncated", offset: bytes.length };
    const part = partAt(bytes, start, next);
    if ("refused" in part) return part;
    parts.push(part);
    delimiter = next;
  }
}

function endsAt(bytes: Uint8Array, at: number): boolean {
  return at === bytes.length || (at + 2 === bytes.length && bytes[at] === CR && bytes[at + 1] === LF);
}

/** The part whose headers begin at `start` and whose delimiter's dashes stand at `next`. */
function partAt(bytes: Uint8Array, start: number, next: number): MultipartPart | MultipartRefusal {
  const headersEnd = END_OF_HEADERS.indexIn(bytes.subarray(start, Math.min(next, start + MAX_HEADER_BYTES)), 0);
  if (headersEnd < 0) return { refused: "header", offset: start };
  const bodyStart = start + headersEnd + 4;
  const bodyEnd = next - 2;
  if (bodyEnd < bodyStart || bytes[bodyEnd] !== CR || bytes[bodyEnd + 1] !== LF) return { refused: "delimiter", offset: next };
  const headers = parseHeaders(bytes.subarray(start, start + headersEnd));
  if (headers === null) return { refused: "header", offset: start };
  const disposition = parseFormDisposition(headers.get("content-disposition") ?? "");
  if (typeof disposition === "string") return { refused: disposition === "filename" ? "filename" : "disposition", offset: start };
  if (!isIdentity(headers.get("content-transfer-encoding"))) return { refused: "transfer_encoding", offset: start };
  const contentType = headers.get("content-type") ?? null;
  // Attack: one value to most readers, but form parsers that remember RFC 2388 go on into it, to fields and file names that nobody judged (RFC 7578 section 4.3).
  if (contentType?.toLowerCase().startsWith("multipart/") === true) return { refused: "nested", offset: start };
  return { ...disposition, contentType, headers, bytes: bytes.subarray(bodyStart, bodyEnd) };
}

/** RFC 7578 section 4.7 forbids to send the field; those that change nothing are harmless. */
function isIdentity(encoding: string | undefined): boolean {
  if (encoding === undefined) return true;
  const lower = encoding.toLowerCase();
  return lower === "binary" || lower === "8bit" || lower === "7bit";
}

/** Header lines without the final line break, UTF-8; null where they are not plain `name: value` lines, each name once. */
function parseHeaders(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  const headers = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const nameEnd = tokenEnd(line, 0);
    if (nameEnd === 0 || line.charCodeAt(nameEnd) !== 0x3a || hasControl(line)) return null;
    const name = line.slice(0, nameEnd).toLowerCase();
    if (headers.has(name) || headers.size === MAX_PART_HEADERS) return null;
    headers.set(name, trimBlanks(line, nameEnd + 1));
  }
  return headers;
}

function hasControl(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}
